import type { Dialect, Session } from '@mig/core'

/** A schema in the shape of the snapshots that lie beside recorded repositories: table → its parts, and what belongs to no table. */
export type Snapshot = Readonly<Record<string, unknown>>

/** Reads a schema from the server's own catalog, apart from what mig reads, so that the two are checked against one another. */
export async function readSnapshot(dialect: Dialect, session: Session): Promise<Snapshot> {
  return { mysql: readMysql, postgres: readPostgres, sqlite: readSqlite }[dialect](session)
}

type Row = Readonly<Record<string, string | number | bigint | null>>

const isOurs = (table: unknown): boolean => /^(?:mig_|migrate_version|sqlite_)/.test(String(table))

/** Rows of a query with a column `table`, by table; rows of our own tables left out. */
async function byTable(session: Session, sql: string): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, Row[]>()
  for (const row of await session.query<Row>(sql)) {
    const table = String(row['table'])
    if (!isOurs(table)) found.set(table, [...(found.get(table) ?? []), row])
  }
  return found
}

/** Values of rows by name, each made of the rows that have the name. */
const grouped = <T>(rows: readonly Row[] | undefined, make: (rows: readonly Row[]) => T): Readonly<Record<string, T>> => {
  const groups = new Map<string, Row[]>()
  for (const row of rows ?? []) groups.set(String(row['name']), [...(groups.get(String(row['name'])) ?? []), row])
  return Object.fromEntries([...groups].map(([name, members]) => [name, make(members)]))
}

const isYes = (value: unknown): boolean => Number(value) === 1

async function readMysql(session: Session): Promise<Snapshot> {
  const of = 'TABLE_SCHEMA = DATABASE()'
  const tables = await byTable(
    session,
    `SELECT TABLE_NAME AS \`table\`, ENGINE AS engine, TABLE_COLLATION AS collation FROM information_schema.TABLES WHERE ${of}`,
  )
  const columns = await byTable(
    session,
    `SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE = 'NO' AS required, COLUMN_DEFAULT AS preset,
       EXTRA AS extra, COLLATION_NAME AS collation FROM information_schema.COLUMNS WHERE ${of} ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  )
  const indexes = await byTable(
    session,
    `SELECT TABLE_NAME AS \`table\`, INDEX_NAME AS name, COLUMN_NAME AS col, NON_UNIQUE = 0 AS is_unique
       FROM information_schema.STATISTICS WHERE ${of} ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  )
  const keys = await byTable(
    session,
    `SELECT k.TABLE_NAME AS \`table\`, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS col, k.REFERENCED_TABLE_NAME AS ref_table,
       k.REFERENCED_COLUMN_NAME AS ref_col, r.DELETE_RULE AS on_delete, r.UPDATE_RULE AS on_update
       FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r
         ON r.CONSTRAINT_SCHEMA = k.TABLE_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
       WHERE k.TABLE_SCHEMA = DATABASE() ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`,
  )
  return {
    tables: Object.fromEntries(
      [...tables].map(([table, [facts]]) => [
        table,
        {
          checks: {},
          collation: facts!['collation'],
          columns: columns
            .get(table)!
            .map(({ name, type, required, preset, extra, collation }) => [name, type, isYes(required), preset, extra, collation]),
          engine: facts!['engine'],
          foreign_keys: grouped(keys.get(table), (rows) => ({
            columns: rows.map(({ col }) => col),
            on_delete: rows[0]!['on_delete'],
            on_update: rows[0]!['on_update'],
            ref_columns: rows.map(({ ref_col }) => ref_col),
            ref_table: rows[0]!['ref_table'],
          })),
          indexes: grouped(indexes.get(table), (rows) => ({ columns: rows.map(({ col }) => col), unique: isYes(rows[0]!['is_unique']) })),
        },
      ]),
    ),
  }
}

async function readPostgres(session: Session): Promise<Snapshot> {
  const columns = await byTable(
    session,
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull::int AS required,
       pg_get_expr(d.adbin, d.adrelid) AS preset
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, a.attnum`,
  )
  const constraints = await byTable(
    session,
    `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
       WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2`,
  )
  const indexes = await byTable(
    session,
    `SELECT tablename AS table, indexname AS name, indexdef AS text FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`,
  )
  const enums = await session.query<Row>(
    `SELECT t.typname AS name, e.enumlabel AS label FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid ORDER BY t.typname, e.enumsortorder`,
  )
  const sequences = await session.query<Row>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C"`,
  )
  const text = (rows: readonly Row[]) => rows[0]!['text']
  return {
    enums: grouped(enums, (rows) => rows.map(({ label }) => label)),
    sequences: sequences.map(({ name }) => name).filter((name) => !isOurs(name)),
    tables: Object.fromEntries(
      [...columns].map(([table, rows]) => [
        table,
        {
          columns: rows.map(({ name, type, required, preset }) => [name, type, isYes(required), preset]),
          constraints: grouped(constraints.get(table), text),
          indexes: grouped(indexes.get(table), text),
        },
      ]),
    ),
  }
}

async function readSqlite(session: Session): Promise<Snapshot> {
  const columns = await byTable(
    session,
    `SELECT m.name AS "table", c.name, c.type, c."notnull" AS required, c.dflt_value AS preset, c.pk
       FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`,
  )
  const keys = await byTable(
    session,
    `SELECT m.name AS "table", f."from" AS col, f."table" AS ref_table, f."to" AS ref_col, f.on_update, f.on_delete
       FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name, f.id DESC, f.seq`,
  )
  const indexes = await byTable(
    session,
    `SELECT m.name AS "table", i.name, i."unique" AS is_unique, i.origin, c.name AS col
       FROM sqlite_schema m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c WHERE m.type = 'table' ORDER BY m.name, i.seq DESC, c.seqno`,
  )
  const made = [...indexes].flatMap(([table, rows]) => rows.filter(({ origin }) => origin === 'c').map((row) => ({ ...row, table })))
  const others = await session.query<Row>(`SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger')`)
  return {
    indexes: grouped(made, (rows) => ({
      columns: rows.map(({ col }) => col),
      table: rows[0]!['table'],
      unique: isYes(rows[0]!['is_unique']),
    })),
    others,
    tables: Object.fromEntries(
      [...columns].map(([table, rows]) => [
        table,
        {
          columns: rows.map(({ name, type, required, preset, pk }) => [name, type, isYes(required), preset, Number(pk)]),
          foreign_keys: (keys.get(table) ?? []).map(({ col, ref_table, ref_col, on_update, on_delete }) => [
            col,
            ref_table,
            ref_col,
            on_update,
            on_delete,
          ]),
          uniques: Object.values(
            grouped(
              (indexes.get(table) ?? []).filter(({ origin }) => origin === 'u'),
              (members) => members.map(({ col }) => col),
            ),
          ),
        },
      ]),
    ),
  }
}
