import { isMigError, MigError, type Session } from '@mig/core'
import type { Bookkeeping, RowRule } from '../source/preset.js'

/** What the table of another tool says has run: one number, or the key of every version. */
export type OldState =
  { readonly kind: 'number'; readonly version: string } | { readonly kind: 'set'; readonly recorded: readonly string[] }

type Row = Readonly<Record<string, unknown>>

/**
 * Reads the table in which another tool records what it has run. Changes nothing.
 *
 * @returns `undefined` when there is no such table
 * @throws {MigError} `MIG_ADOPT_DIRTY` when the tool itself calls the state broken, `MIG_ADOPT_UNKNOWN` when the table is another one
 */
export async function readOldState(session: Session, bookkeeping: Bookkeeping): Promise<OldState | undefined> {
  const { kind, key = 'version', rows: rule } = bookkeeping
  if (kind === 'none' || kind === 'repository') return undefined
  const { also, order } = rule ? rules[rule] : { also: [], order: undefined }
  const rows = await readRows(session, bookkeeping, [key, ...also], order)
  if (!rows) return undefined
  const recorded = rule ? rules[rule].read(rows, key, bookkeeping) : rows.map((row) => textOf(row[key]))
  return kind === 'number' ? { kind, version: recorded[0] ?? '0' } : { kind, recorded }
}

/** The name of a tool's table, with its schema where the database has such. */
export function tableName({ table, schema }: Bookkeeping, session: Session): string {
  return schema === undefined || session.dialect !== 'postgres' ? table : `${schema}.${table}`
}

interface Rule {
  readonly also: readonly string[]
  /** The column by which the rows were written one after the other. */
  readonly order: string | undefined
  /** The keys of what has run. */
  readonly read: (rows: readonly Row[], key: string, bookkeeping: Bookkeeping) => readonly string[]
}

/** How the tools read their own rows. */
const rules: Readonly<Record<RowRule, Rule>> = {
  'golang-migrate': {
    also: ['dirty'],
    order: undefined,
    read: ([row], key, { table }) => {
      if (!row) return []
      const version = textOf(row[key])
      if (isTrue(row['dirty'])) throw dirty(table, version, 'it is marked dirty: a run of golang-migrate failed in its middle')
      // -1 stands for a database that was brought down to nothing
      return version.startsWith('-') ? [] : [version]
    },
  },
  flyway: {
    also: ['type', 'script', 'success', 'installed_rank'],
    order: 'installed_rank',
    read: (rows, key, { table }) => {
      const applied = new Set<string>()
      for (const row of rows) {
        if (!isTrue(row['success'])) throw dirty(table, textOf(row[key] ?? row['script']), `${textOf(row['script'])} failed`)
        if (row[key] === null || row[key] === undefined) continue // a repeatable, or the creation of the schema
        const [version, type] = [textOf(row[key]), textOf(row['type'])]
        if (/^(?:DELETE|UNDO)/.test(type)) applied.delete(version)
        else applied.add(type === 'BASELINE' ? `${upTo}${version}` : version)
      }
      return [...applied]
    },
  },
  goose: {
    also: ['is_applied', 'id'],
    order: 'id',
    read: (rows, key) => {
      const last = new Map(rows.map((row) => [textOf(row[key]), isTrue(row['is_applied'])]))
      return [...last].filter(([version, isApplied]) => isApplied && version !== '0').map(([version]) => version)
    },
  },
  prisma: {
    also: ['finished_at', 'rolled_back_at'],
    order: undefined,
    read: (rows, key, { table }) => {
      const kept = rows.filter((row) => isAbsent(row['rolled_back_at']))
      const failed = kept.find((row) => isAbsent(row['finished_at']))
      if (failed) throw dirty(table, textOf(failed[key]), 'it never finished and was not marked as rolled back')
      return kept.map((row) => textOf(row[key]))
    },
  },
  sqlx: {
    also: ['success'],
    order: undefined,
    read: (rows, key, { table }) => {
      const failed = rows.find((row) => !isTrue(row['success']))
      if (failed) throw dirty(table, textOf(failed[key]), 'it did not succeed')
      return rows.map((row) => textOf(row[key]))
    },
  },
}

/** Before the version of a baseline: everything up to it counts as run. */
export const upTo = '<='

async function readRows(
  session: Session,
  bookkeeping: Bookkeeping,
  columns: readonly string[],
  order: string | undefined,
): Promise<readonly Row[] | undefined> {
  const name = tableName(bookkeeping, session)
  const from = name
    .split('.')
    .map((part) => session.quote(part))
    .join('.')
  // with the table in front: to SQLite a quoted name that no column has is a text
  const list = columns.map((column) => `t.${session.quote(column)} AS ${session.quote(column)}`).join(', ')
  try {
    return await session.query<Row>(`SELECT ${list} FROM ${from} t${order === undefined ? '' : ` ORDER BY t.${session.quote(order)}`}`)
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    if (error.details['reason'] === 'table-missing') return undefined
    if (['permission', 'lock-timeout', 'cancelled', 'disk-full'].includes(String(error.details['reason']))) throw error
    throw new MigError('MIG_ADOPT_UNKNOWN', `the table '${name}' is no version table of the old tool: ${error.message}`, {
      details: { table: name },
      cause: error,
      hint: 'Look at the table; nothing was changed.',
    })
  }
}

const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))
const isTrue = (value: unknown): boolean => value === true || String(value) === '1' || String(value) === 't' || String(value) === 'true'
const isAbsent = (value: unknown): boolean => value === null || value === undefined

function dirty(table: string, version: string, problem: string): MigError {
  return new MigError('MIG_ADOPT_DIRTY', `'${table}' says that version '${version}' is half done: ${problem}`, {
    details: { table, version },
    hint: 'Repair the schema and the row with the old tool first, then run the command again; nothing was changed.',
  })
}
