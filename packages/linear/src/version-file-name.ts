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
  /** `undefined` for a language that mig does not run. */
  readonly language: ScriptLanguage | 'py'
  /** SQL for one dialect, for all (`default`), or for a database that mig does not know. Absent: for all. */
  readonly dialect?: Dialect | 'default' | 'foreign'
  /** SQL for one direction. Absent: both are in the file. */
  readonly direction?: Direction
}

/** Databases that SQLAlchemy Migrate names and mig does not run; their scripts are kept and never used. */
const foreign = new Set(['oracle', 'mssql', 'firebird', 'sybase', 'access', 'db2', 'ibm_db_sa'])

/**
 * Reads a file name of a numbered repository: `NNN_desc.ts`, `NNN.ts`, `NNN_DIALECT_upgrade.sql`,
 * `NNN_desc_DIALECT_downgrade.sql`, and `NNN_desc.sql` with both directions in sections.
 *
 * @returns `undefined` for a name that claims no number; a text that says what is wrong with one that does
 */
export function parseVersionFileName(name: string): VersionFileName | string | undefined {
  const digits = /^\d{3,}/.exec(name)?.[0]
  if (digits === undefined) return undefined
  const version = digits.replace(/^0+(?=\d)/, '')
  const language = name.endsWith('.py') ? 'py' : scriptLanguage(name)
  if (language === undefined) return 'is no script: a number is followed by a description and .ts, .js or .sql'
  const stem = name.slice(digits.length, name.lastIndexOf('.'))
  if (stem !== '' && !stem.startsWith('_')) return `has '${stem[0]}' after its number, where '_' is expected`
  const words = stem.split('_').filter((word) => word !== '')
  const plain: VersionFileName = { version, digits, language, description: words.join(' ') }
  if (language !== 'sql') return plain
  const operation = words.at(-1)
  if (operation !== 'upgrade' && operation !== 'downgrade') {
    const dialect = words.at(-2)
    return dialect !== undefined && (dialect === 'default' || parseDialect(dialect)) && /^(?:up|down)/.test(operation ?? '')
      ? `has the unknown operation '${operation}': upgrade or downgrade is expected`
      : plain
  }
  const ibm = words.slice(-4, -1).join('_') === 'ibm_db_sa'
  const word = ibm ? 'ibm_db_sa' : words.at(-2)
  if (word === undefined) return `names no database: write ${digits}_default_${operation}.sql`
  const dialect = word === 'default' ? 'default' : (parseDialect(word) ?? (foreign.has(word) ? 'foreign' : undefined))
  if (dialect === undefined) return `names the unknown database '${word}' before '${operation}': write default, postgresql, mysql or sqlite`
  return { ...plain, description: words.slice(0, ibm ? -4 : -2).join(' '), dialect, direction: operation }
}
