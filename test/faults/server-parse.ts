import type { Database, Session } from '@mig/core'

/**
 * What the server has made of a script, without the script's layout: to compare two texts by the server's own parser.
 *
 * PostgreSQL and MariaDB print definitions from their parse; MariaDB keeps bodies of routines and triggers as text, so these
 * show by the rows they write. SQLite keeps texts alone: there the bytecode of statements on each table and view is compared.
 */
export async function serverParse(database: Database, session: Session): Promise<string> {
  const catalog = await database.inspect(session)
  const rows: unknown[] = []
  for (const { name } of [...catalog.tables, ...catalog.views]) {
    const texts = await session.query(`SELECT * FROM ${session.quote(name.replace(/^public\./, ''))}`)
    rows.push([name, texts.map((row) => JSON.stringify(row)).sort()])
  }
  return JSON.stringify([await readers[database.dialect](catalog, session), rows]).replaceAll('\\r\\n', '\\n')
}

type Catalog = Awaited<ReturnType<Database['inspect']>>
const readers: Readonly<Record<Session['dialect'], (catalog: Catalog, session: Session) => Promise<unknown>>> = {
  postgres: async (catalog, session) => [
    catalog,
    await session.query(
      "SELECT rulename, pg_get_ruledef(oid) AS rule FROM pg_rewrite WHERE ev_class::regclass::text IN ('item', '\"Item\"') ORDER BY rulename",
    ),
  ],
  mysql: async ({ routines, triggers, ...catalog }) =>
    Promise.resolve([catalog, routines.map(({ name }) => name), triggers.map(({ name }) => name)]),
  sqlite: async ({ tables, views, triggers }, session) => {
    const parts: unknown[] = [
      triggers.map(({ name }) => name),
      await session.query('SELECT type, name, tbl_name FROM sqlite_schema ORDER BY rowid'),
    ]
    for (const { name } of [...tables, ...views]) {
      const quoted = session.quote(name)
      const columns = await session.query<{ name: string; type: string; hidden: number }>(`PRAGMA table_xinfo(${quoted})`)
      parts.push(columns.map((column) => ({ ...column, type: column.type.toLowerCase().replaceAll(' ', ''), dflt_value: undefined })))
      parts.push(await session.query(`PRAGMA foreign_key_list(${quoted})`))
      for (const { name: index } of await session.query<{ name: string }>(`PRAGMA index_list(${quoted})`)) {
        parts.push(await session.query(`PRAGMA index_xinfo(${session.quote(index)})`))
      }
      const order = columns.map((_column, index) => columns.length - index).join(', ')
      // sorting shows the collations of the columns; the key, which would end the sorting, comes last
      parts.push(await bytecode(session, `SELECT * FROM ${quoted}${order === '' ? '' : ` ORDER BY ${order}`}`))
      if (views.some((view) => view.name === name)) continue
      const set = columns.filter(({ hidden }) => hidden === 0).map((column) => `${session.quote(column.name)} = NULL`)
      parts.push(await bytecode(session, `INSERT INTO ${quoted} DEFAULT VALUES`))
      parts.push(await bytecode(session, `UPDATE ${quoted} SET ${set.join(', ')}`))
      parts.push(await bytecode(session, `DELETE FROM ${quoted}`))
    }
    return parts
  },
}

/** Without the text that a program of a trigger carries for traces. */
async function bytecode(session: Session, sql: string): Promise<unknown> {
  const rows = await session.query<{ p4: string | null }>(`EXPLAIN ${sql}`)
  return rows.map((row) => (row.p4?.startsWith('-- ') ? { ...row, p4: '' } : row))
}
