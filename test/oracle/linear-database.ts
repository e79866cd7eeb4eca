import { existsSync } from 'node:fs'
import type { Session } from '@mig/core'
import { connect } from '@mig/database'
import { splitStatements } from '@mig/sql'
import type { Cell, RecordedDatabase, RecordedTable } from './linear-data.js'

interface Named {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
}

/** An empty file and no file are the same: whether asking creates one is the driver's affair. */
const empty: RecordedDatabase = { version_tables: {}, tables: {}, indexes: {}, views: {}, triggers: {} }

/** Reads a database as the recorder did; tables named `mig_*` are ours and left out. */
export async function readDatabase(file: string): Promise<RecordedDatabase> {
  return existsSync(file) ? withSession(file, readAll) : empty
}

/** A recorded database with what it leaves out. */
export const complete = (recorded: RecordedDatabase | null): RecordedDatabase => ({ ...empty, ...recorded })

/** Runs statements beside the tool, as somebody else would. */
export async function runSql(file: string, sql: string): Promise<void> {
  await withSession(file, async (session) => {
    for (const { text } of splitStatements(sql, 'sqlite')) await session.execute(text)
  })
}

/**
 * Makes a database what is recorded, where a difference on purpose has led it elsewhere: the next step starts from the same place.
 *
 * @param texts every SQL text of the case: of views and triggers only the names are recorded
 */
export async function bringTo(file: string, recorded: RecordedDatabase, texts: readonly string[]): Promise<void> {
  await withSession(file, async (session) => {
    const ours = await readAll(session)
    for (const kind of ['trigger', 'view', 'index'] as const) {
      for (const name of Object.keys(ours[`${kind === 'index' ? 'indexe' : kind}s`] ?? {}))
        await session.execute(`DROP ${kind} ${session.quote(name)}`)
    }
    for (const [name, rows] of Object.entries(ours.version_tables)) {
      if (!same(rows, recorded.version_tables[name])) await session.execute(`DROP TABLE ${session.quote(name)}`)
    }
    for (const [name, table] of Object.entries(ours.tables)) {
      if (!same(table, recorded.tables[name])) await session.execute(`DROP TABLE ${session.quote(name)}`)
    }
    for (const [name, rows] of Object.entries(recorded.version_tables)) {
      if (same(rows, ours.version_tables[name])) continue
      await session.createTable({
        name,
        columns: [
          { name: 'repository_id', type: 'varchar', length: 250 },
          { name: 'repository_path', type: 'text', nullable: true },
          { name: 'version', type: 'integer', nullable: true },
        ],
        primaryKey: ['repository_id'],
      })
      await insert(
        session,
        name,
        rows.map(([id, version]) => [id, null, version]),
      )
    }
    for (const [name, table] of Object.entries(recorded.tables)) {
      if (same(table, ours.tables[name])) continue
      await session.execute(tableText(session, name, table))
      await insert(session, name, table.rows ?? [])
    }
    for (const [name, [table, columns]] of Object.entries(recorded.indexes ?? {})) {
      await session.execute(
        `CREATE INDEX ${session.quote(name)} ON ${session.quote(table)} (${columns.map((column) => session.quote(column)).join(', ')})`,
      )
    }
    for (const name of [...Object.keys(recorded.views ?? {}), ...Object.keys(recorded.triggers ?? {})])
      await session.execute(findText(name, texts))
  })
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function readAll(session: Session): Promise<RecordedDatabase> {
  const objects = await session.query<Named>(
    "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'mig~_%' ESCAPE '~' ORDER BY name",
  )
  const version_tables: Record<string, readonly (readonly [string, number | null])[]> = {}
  const tables: Record<string, RecordedTable> = {}
  for (const { name } of objects.filter(({ type }) => type === 'table')) {
    const table = await readTable(session, name)
    const names = table.columns.map(([column]) => column)
    if (names.includes('repository_id') && names.includes('version')) {
      const rows = await session.query<{ id: string; version: number | null }>(
        `SELECT repository_id AS id, version FROM ${session.quote(name)} ORDER BY 1`,
      )
      version_tables[name] = rows.map(({ id, version }) => [id, version])
    } else tables[name] = table
  }
  const of = (kind: string) => objects.filter(({ type }) => type === kind)
  const indexes: Record<string, readonly [string, readonly string[]]> = {}
  for (const { name, tbl_name: table } of of('index')) {
    const columns = await session.query<{ name: string }>(`SELECT name FROM pragma_index_info(${session.literal(name)}) ORDER BY seqno`)
    indexes[name] = [table, columns.map((column) => column.name)]
  }
  const named = (kind: string) => Object.fromEntries(of(kind).map(({ name, tbl_name: table }) => [name, table]))
  return { version_tables, tables, indexes, views: named('view'), triggers: named('trigger') }
}

async function readTable(session: Session, name: string): Promise<RecordedTable> {
  const columns = await session.query<{ name: string; type: string; notnull: number; dflt_value: string | null; pk: number }>(
    `SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(${session.literal(name)}) ORDER BY cid`,
  )
  const rows = await session.query<Record<string, Cell>>(`SELECT * FROM ${session.quote(name)} LIMIT 25`)
  return {
    columns: columns.map((column) => [column.name, column.type, column.notnull === 1, column.dflt_value, column.pk]),
    ...(rows.length > 0 ? { rows: rows.map((row) => Object.values(row)) } : {}),
  }
}

function tableText(session: Session, name: string, { columns }: RecordedTable): string {
  const key = columns.filter(([, , , , place]) => place > 0).sort((a, b) => a[4] - b[4])
  const lines = columns.map(([column, type, notNull, fallback, place]) =>
    [
      session.quote(column),
      type,
      place > 0 && key.length === 1 ? 'PRIMARY KEY' : '',
      notNull ? 'NOT NULL' : '',
      fallback === null ? '' : `DEFAULT ${fallback}`,
    ]
      .filter(Boolean)
      .join(' '),
  )
  const composite = key.length > 1 ? [`PRIMARY KEY (${key.map(([column]) => session.quote(column)).join(', ')})`] : []
  return `CREATE TABLE ${session.quote(name)} (${[...lines, ...composite].join(', ')})`
}

async function insert(session: Session, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  for (const row of rows) await session.execute(`INSERT INTO ${session.quote(table)} VALUES (${row.map(() => '?').join(', ')})`, row)
}

/** The statement that made a view or trigger. */
function findText(name: string, texts: readonly string[]): string {
  const pattern = new RegExp(`^\\s*CREATE\\s+(?:VIEW|TRIGGER)\\s+["\`[]?${name}\\b`, 'i')
  const found = texts.flatMap((text) => splitStatements(text, 'sqlite')).find(({ text }) => pattern.test(text))
  if (!found) throw new Error(`no text of the case makes '${name}'`)
  return found.text
}

async function withSession<T>(file: string, work: (session: Session) => Promise<T>): Promise<T> {
  const database = await connect(`sqlite:${file}`)
  try {
    const session = await database.session()
    try {
      return await work(session)
    } finally {
      await session[Symbol.asyncDispose]()
    }
  } finally {
    await database[Symbol.asyncDispose]()
  }
}
