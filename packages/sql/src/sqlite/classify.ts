import type { Classifier } from '../statement-class.js'

const schemaVerbs = new Set(['CREATE', 'ALTER', 'DROP', 'REINDEX', 'ANALYZE'])
/** Pragmas that a transaction turns into no-ops, or that it refuses. */
const outside = new Set(['FOREIGN_KEYS', 'JOURNAL_MODE', 'SYNCHRONOUS', 'AUTO_VACUUM', 'PAGE_SIZE', 'ENCODING'])

/** SQLite, by "Transactions", "VACUUM", "ATTACH" and the page of each pragma. */
export const classify: Classifier = (words) => {
  const [first = '', second = '', third = ''] = words.map(({ word }) => word)
  const pragma = words.find(({ word }, at) => at > 0 && word !== '.' && words[at + 1]?.word !== '.')?.word ?? ''
  const isBack = first === 'ROLLBACK' && (second === 'TO' || third === 'TO')
  return {
    transactional: !(first === 'VACUUM' || first === 'DETACH' || first === 'ATTACH' || (first === 'PRAGMA' && outside.has(pragma))),
    controlsTransaction: ['BEGIN', 'COMMIT', 'END'].includes(first) || (first === 'ROLLBACK' && !isBack),
    definesSchema: schemaVerbs.has(first),
  }
}
