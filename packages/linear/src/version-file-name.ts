import { parseDialect, type Dialect, type Direction } from '@mig/core'
import { scriptLanguage, type ScriptLanguage } from '@mig/script'

/** What the name of a file in `versions/` says. */
export interface VersionFileName {
  /** Without leading zeros. */
  readonly version: string
  /** As it is written. */
  readonly digits: string
  /** The part between number and dialect, with blanks for underscores. */
  readonly description: string
  /** `py` is kept for messages and for the converter: mig does not run it. */
  readonly language: ScriptLanguage | 'py'
  /** SQL for one dialect, for all (`default`), or for a database that mig does not know. Absent: for all. */
  readonly dialect?: Dialect | 'default' | 'foreign'
  /** SQL for one direction. Absent: both are in the file. */
  readonly direction?: Direction
}

/** Databases that SQLAlchemy Migrate names and mig does not run; their scripts are kept and never used. */
const foreign = new Set(['oracle', 'mssql', 'firebird', 'sybase', 'access', 'maxdb', 'informix', 'drizzle', 'db2', 'ibm_db_sa'])

const endings = '.ts, .mts, .cts, .js, .mjs, .cjs or .sql'

/**
 * Reads a file name of a numbered repository: `NNN_desc.ts`, `NNN.ts`, `NNN_DIALECT_upgrade.sql`,
 * `NNN_desc_DIALECT_downgrade.sql`, and `NNN_desc.sql` with both directions in sections.
 *
 * The rules are SQLAlchemy Migrate's, except that it silently keeps what it will never run. Where the last word but one is
 * a database, the last one has to be a direction: a description that ends like this needs another word.
 *
 * @returns `undefined` for a name that claims no number; a text that says what is wrong with one that does
 * @example
 * parseVersionFileName('002_postgresql_upgrade.sql') // version '2', dialect 'postgres', direction 'upgrade'
 */
export function parseVersionFileName(name: string): VersionFileName | string | undefined {
  const digits = /^\d{3,}/.exec(name)?.[0]
  if (digits === undefined) return undefined
  const version = digits.replace(/^0+(?=\d)/, '')
  if (!Number.isSafeInteger(Number(version))) return 'has a number of more than 15 digits'
  const language = name.endsWith('.py') ? 'py' : scriptLanguage(name)
  const ending = name.slice(name.lastIndexOf('.'))
  if (language === undefined) return `is no script: the name of a script ends in ${endings}`
  // on a file system that tells cases apart, 003_a.SQL and 003_a.sql are two files
  if (ending !== ending.toLowerCase()) return `ends in '${ending}': write ${ending.toLowerCase()}`
  const stem = language === 'sql' ? name.replaceAll('.sql', '') : name.slice(0, -ending.length)
  const [first = '', ...rest] = stem.split('_')
  const glued = first.slice(digits.length).replace(/^[-. ]+/, '')
  const words = rest.filter((word) => word !== '')
  const describe = (own: readonly string[]): string => [glued, ...own].filter((word) => word !== '').join(' ')
  const plain: VersionFileName = { version, digits, language, description: describe(words) }
  return language === 'sql' ? readSqlWords(plain, words, describe) : plain
}

function readSqlWords(
  plain: VersionFileName,
  words: readonly string[],
  describe: (own: readonly string[]) => string,
): VersionFileName | string {
  const operation = words.at(-1)
  const threeWords = words.slice(-4, -1).join('_')
  const database = threeWords === 'ibm_db_sa' ? threeWords : words.at(-2)
  const dialect = database === undefined ? undefined : readDatabase(database)
  const direction = operation === 'upgrade' || operation === 'downgrade' ? operation : undefined
  if (direction === undefined) {
    if (dialect !== undefined) return `has the unknown operation '${operation}' after '${database}': write upgrade or downgrade`
    return plain.description === '' ? `says neither what it is nor for which database: write ${plain.digits}_description.sql` : plain
  }
  if (database === undefined) return `names no database: write ${plain.digits}_default_${direction}.sql`
  if (dialect === undefined)
    return `names the unknown database '${database}' before '${direction}': write default, postgresql, mysql or sqlite`
  return { ...plain, description: describe(words.slice(0, database === 'ibm_db_sa' ? -4 : -2)), dialect, direction }
}

function readDatabase(word: string): VersionFileName['dialect'] {
  if (word.toLowerCase() === 'default') return 'default'
  return parseDialect(word) ?? (foreign.has(word.toLowerCase()) ? 'foreign' : undefined)
}
