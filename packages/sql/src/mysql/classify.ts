import type { Classifier } from '../statement-class.js'

/** The manual, "Statements That Cause an Implicit Commit". */
const committing = new Set([
  'CREATE',
  'ALTER',
  'DROP',
  'RENAME',
  'TRUNCATE',
  'GRANT',
  'REVOKE',
  'ANALYZE',
  'CACHE',
  'CHECK',
  'FLUSH',
  'LOAD',
  'OPTIMIZE',
  'REPAIR',
  'RESET',
  'INSTALL',
  'UNINSTALL',
  'CHANGE',
])

/** MySQL and MariaDB. */
export const classify: Classifier = (words) => {
  const [first = '', second = '', third = ''] = words.map(({ word }) => word)
  const isTemporary = ['CREATE', 'DROP', 'ALTER'].includes(first) && words.slice(1, 6).some(({ word }) => word === 'TEMPORARY')
  const isData = first === 'LOAD' && (second === 'DATA' || second === 'XML')
  const isBegin = first === 'BEGIN' && !(second === 'NOT' && third === 'ATOMIC')
  const isBack = first === 'ROLLBACK' && words.some(({ word }) => word === 'TO')
  const setsAutocommit = first === 'SET' && words.some(({ word }) => word === 'AUTOCOMMIT')
  return {
    transactional: true,
    controlsTransaction:
      isBegin ||
      (first === 'START' && second === 'TRANSACTION') ||
      first === 'COMMIT' ||
      (first === 'ROLLBACK' && !isBack) ||
      first === 'XA' ||
      setsAutocommit ||
      ((first === 'LOCK' || first === 'UNLOCK') && (second === 'TABLES' || second === 'TABLE')),
    // Prepared text and called routines can hold anything: they are taken for DDL, which costs a commit and no safety.
    definesSchema:
      (committing.has(first) && !isTemporary && !isData) || first === 'EXECUTE' || first === 'CALL' || (first === 'BEGIN' && !isBegin),
  }
}
