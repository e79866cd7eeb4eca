import { MigError, parseDialect, type Dialect, type OfflineDialect } from '@mig/core'
import { TableJournal } from './bookkeeping/journal.js'
import { parseDatabaseUrl } from './url/parse-database-url.js'

/** Settings of {@link offlineDialect}. */
export interface OfflineOptions {
  /** Default `mig_journal`. */
  readonly journalTable?: string | undefined
  /** PostgreSQL: the schema that the migrations and their bookkeeping live in, created when absent. */
  readonly schema?: string | undefined
}

/** What a dialect's folder is told. */
export interface OfflineFacts {
  readonly journal: TableJournal
  readonly schema: string | undefined
  /** The database's name, or the file's, where a URL says it. */
  readonly database: string | undefined
  /** True for `mariadb`, as a word or as the scheme of a URL. */
  readonly isMariadb: boolean
}

/**
 * How a dialect's own client takes a script, for `offlineSql` of `@mig/core`. Connects to nothing; no driver is imported.
 *
 * @param source a database URL, of which only the scheme and the database's name are used, or a dialect: `postgres mysql mariadb sqlite`
 * @throws {MigError} `MIG_URL_INVALID`
 * @example
 * const dialect = await offlineDialect('mariadb')
 */
export async function offlineDialect(source: string, options: OfflineOptions = {}): Promise<OfflineDialect> {
  const { dialect, database } = parse(source)
  const facts: OfflineFacts = {
    journal: new TableJournal(options.journalTable ?? 'mig_journal'),
    schema: options.schema,
    database,
    isMariadb: /^mariadb\b/i.test(source),
  }
  switch (dialect) {
    case 'postgres':
      return (await import('./postgres/offline.js')).offline(facts)
    case 'mysql':
      return (await import('./mysql/offline.js')).offline(facts)
    case 'sqlite':
      return (await import('./sqlite/offline.js')).offline(facts)
  }
}

function parse(source: string): { readonly dialect: Dialect; readonly database: string | undefined } {
  if (/^\w+$/.test(source)) {
    const dialect = parseDialect(source)
    if (dialect) return { dialect, database: undefined }
    throw new MigError('MIG_OPTION_INVALID', `'${source}' is no dialect`, {
      details: { dialect: source },
      hint: 'It is one of postgres, mysql, mariadb, sqlite.',
    })
  }
  const url = parseDatabaseUrl(source)
  return { dialect: url.dialect, database: url.dialect === 'sqlite' ? url.file : url.database }
}
