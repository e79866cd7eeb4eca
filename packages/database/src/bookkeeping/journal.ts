import type {
  BookkeepingTable,
  FinishedStep,
  Journal,
  JournalDirection,
  JournalEntry,
  JournalQuery,
  JournalState,
  Session,
  SqlValue,
} from '@mig/core'
import { isMigError } from '@mig/core'

/** The journal as a table, `mig_journal` by default: rows are added, never changed; only answers kept for a replay are removed again. */
export class TableJournal implements Journal {
  readonly table: string

  constructor(table: string) {
    this.table = table
  }

  async create(session: Session): Promise<void> {
    await session.createTable(journalTable(this.table))
  }

  /** One INSERT, whatever the number of entries. */
  async append(session: Session, ...entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return
    const values: SqlValue[] = []
    const bind = (value: SqlValue): string => session.placeholder(values.push(value))
    const rows = entries.map((entry) => `(${written.map(({ read }) => bind(read(entry) ?? null)).join(', ')})`)
    const names = written.map(({ name }) => session.quote(name)).join(', ')
    await session.execute(`INSERT INTO ${session.quote(this.table)} (${names}) VALUES ${rows.join(', ')}`, values)
  }

  async read(session: Session, query: JournalQuery = {}): Promise<readonly JournalEntry[]> {
    const values: SqlValue[] = []
    const ofRevision = query.revision === undefined ? '' : ` AND revision = ${session.placeholder(values.push(query.revision))}`
    // Written as digits: not every server takes a bound value here.
    const limit = query.limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(query.limit))}`
    const rows = await this.#select(
      session,
      `SELECT * FROM ${session.quote(this.table)} WHERE state <> 'answer'${ofRevision} ORDER BY sequence DESC${limit}`,
      values,
    )
    return rows.map(toEntry).reverse()
  }

  async answers(session: Session, revision: string): Promise<readonly JournalEntry[]> {
    const where = `WHERE state = 'answer' AND revision = ${session.placeholder(1)}`
    const rows = await this.#select(session, `SELECT * FROM ${session.quote(this.table)} ${where} ORDER BY sequence`, [revision])
    return rows.map(toEntry)
  }

  async forgetAnswers(session: Session, revision: string): Promise<void> {
    const where = `WHERE state = 'answer' AND revision = ${session.placeholder(1)}`
    await session.execute(`DELETE FROM ${session.quote(this.table)} ${where}`, [revision])
  }

  async finished(session: Session): Promise<readonly FinishedStep[]> {
    const rows = await this.#select(
      session,
      `SELECT revision, direction, checksum, detail FROM ${session.quote(this.table)}` +
        ` WHERE statement = 0 AND state = 'done' ORDER BY sequence`,
    )
    return rows.map((row) => ({
      revision: String(row['revision']),
      direction: String(row['direction']) as JournalDirection, // only `append` writes it, from the same type
      ...readChecksums(textOf(row['checksum'])),
      detail: textOf(row['detail']),
    }))
  }

  async unfinished(session: Session): Promise<readonly string[]> {
    const rows = await this.#select(
      session,
      `SELECT revision FROM ${session.quote(this.table)} GROUP BY revision` +
        ` HAVING ${last("statement > 0 AND state = 'done'")} > ${last("statement = 0 AND state = 'done'")}` +
        ` OR ${last("statement > 0 AND state = 'intent'")} > ${last("(statement = 0 AND state = 'done') OR (statement > 0 AND state = 'failed')")}` +
        ` ORDER BY revision`,
    )
    return rows.map((row) => String(row['revision']))
  }

  async #select(session: Session, sql: string, values: readonly SqlValue[] = []): Promise<Record<string, unknown>[]> {
    try {
      return await session.query(sql, values)
    } catch (error) {
      if (isMigError(error, 'MIG_STATEMENT_FAILED') && error.details['reason'] === 'table-missing') return []
      throw error
    }
  }
}

const last = (condition: string): string => `MAX(CASE WHEN ${condition} THEN sequence ELSE 0 END)`

/** Lengths are of characters. Times are ISO 8601 texts, so that they sort and compare alike on every server. */
const journalTable = (name: string): BookkeepingTable => ({
  name,
  columns: [
    { name: 'sequence', type: 'bigint', autoIncrement: true },
    { name: 'run', type: 'varchar', length: 36 },
    { name: 'revision', type: 'varchar', length: 255 },
    { name: 'direction', type: 'varchar', length: 16 },
    { name: 'statement', type: 'integer' },
    { name: 'checksum', type: 'varchar', length: 128, nullable: true },
    { name: 'state', type: 'varchar', length: 16 },
    { name: 'session', type: 'varchar', length: 64 },
    { name: 'host', type: 'varchar', length: 255 },
    { name: 'user_name', type: 'varchar', length: 255 },
    { name: 'engine', type: 'varchar', length: 64 },
    { name: 'started_at', type: 'time' },
    { name: 'finished_at', type: 'time', nullable: true },
    { name: 'detail', type: 'text', nullable: true },
  ],
  primaryKey: ['sequence'],
})

const written: readonly { readonly name: string; readonly read: (entry: JournalEntry) => SqlValue | undefined }[] = [
  { name: 'run', read: (entry) => entry.run },
  { name: 'revision', read: (entry) => entry.revision },
  { name: 'direction', read: (entry) => entry.direction },
  { name: 'statement', read: (entry) => entry.statement },
  // Two SHA-256 in one column: its width has always been that of two.
  { name: 'checksum', read: (entry) => (entry.checksum === undefined ? undefined : entry.checksum + (entry.layoutChecksum ?? '')) },
  { name: 'state', read: (entry) => entry.state },
  { name: 'session', read: (entry) => entry.session.slice(0, 64) },
  { name: 'host', read: (entry) => entry.host.slice(0, 255) },
  { name: 'user_name', read: (entry) => entry.user.slice(0, 255) },
  { name: 'engine', read: (entry) => entry.engine.slice(0, 64) },
  { name: 'started_at', read: (entry) => entry.startedAt },
  { name: 'finished_at', read: (entry) => entry.finishedAt },
  // Half of what the narrowest unlimited text holds (MySQL: 65,535 bytes), at four bytes a character.
  { name: 'detail', read: (entry) => entry.detail?.slice(0, 8000) },
]

/** The checksum of the text and, where it was written, the one of the meaning behind it. */
function readChecksums(written: string | undefined): Pick<JournalEntry, 'checksum' | 'layoutChecksum'> {
  return written?.length === 128 ? { checksum: written.slice(0, 64), layoutChecksum: written.slice(64) } : { checksum: written }
}

const textOf = (value: unknown): string | undefined => (value === null || value === undefined ? undefined : String(value))

function toEntry(row: Record<string, unknown>): JournalEntry {
  const text = (name: string): string => String(row[name])
  const optional = (name: string): string | undefined => textOf(row[name])
  return {
    sequence: Number(row['sequence']),
    run: text('run'),
    revision: text('revision'),
    // Only `append` writes these two, and it takes them from the same types.
    direction: text('direction') as JournalDirection,
    statement: Number(row['statement']),
    ...readChecksums(optional('checksum')),
    state: text('state') as JournalState,
    session: text('session'),
    host: text('host'),
    user: text('user_name'),
    engine: text('engine'),
    startedAt: text('started_at'),
    finishedAt: optional('finished_at'),
    detail: optional('detail'),
  }
}
