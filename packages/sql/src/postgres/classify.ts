import type { Classifier } from '../statement-class.js'

const schemaVerbs = new Set([
  'CREATE',
  'ALTER',
  'DROP',
  'TRUNCATE',
  'COMMENT',
  'GRANT',
  'REVOKE',
  'REINDEX',
  'SECURITY',
  'IMPORT',
  'REFRESH',
  'CLUSTER',
  'REASSIGN',
])
const transactionVerbs = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ABORT', 'ROLLBACK'])

/** PostgreSQL, by the notes of each command's page: which refuse a transaction block. */
export const classify: Classifier = (words) => {
  const [first = '', second = '', third = ''] = words.map(({ word }) => word)
  const has = (word: string) => words.some((one) => one.word === word)
  const isBack = first === 'ROLLBACK' && (second === 'TO' || third === 'TO' || second === 'PREPARED')
  const refuses =
    first === 'VACUUM' ||
    (['CREATE', 'DROP', 'REINDEX'].includes(first) && has('CONCURRENTLY') && has('INDEX')) ||
    (first === 'REINDEX' && (has('CONCURRENTLY') || ['DATABASE', 'SYSTEM', 'SCHEMA'].includes(second))) ||
    (['CREATE', 'DROP'].includes(first) && ['DATABASE', 'TABLESPACE', 'SUBSCRIPTION'].includes(second)) ||
    (first === 'ALTER' && second === 'SYSTEM') ||
    (first === 'ALTER' && second === 'DATABASE' && has('TABLESPACE')) ||
    // A new enum label may not be used before the transaction that added it has ended.
    (first === 'ALTER' && second === 'TYPE' && words.some(({ word }, at) => word === 'ADD' && words[at + 1]?.word === 'VALUE')) ||
    (first === 'ALTER' &&
      second === 'TABLE' &&
      words.some(({ word }, at) => word === 'DETACH' && words.slice(at).some((one) => one.word === 'CONCURRENTLY'))) ||
    (first === 'CLUSTER' && words.length === 1)
  return {
    transactional: !refuses,
    controlsTransaction: (transactionVerbs.has(first) && !isBack) || (first === 'PREPARE' && second === 'TRANSACTION'),
    definesSchema: schemaVerbs.has(first),
  }
}
