import type { Catalog, Session } from '@mig/core'

/** An object as SQLite keeps it: the text that made it. */
export interface OwnText {
  readonly kind: string
  readonly name: string
  readonly table: string
  readonly text: string
}

/**
 * The texts of what another database has beside ours, in the order in which it was made. SQLite keeps what it was sent; what it was sent says
 * more than any catalog.
 */
export async function ownTexts(other: Session, wanted: Catalog): Promise<readonly OwnText[]> {
  if (other.dialect !== 'sqlite') return []
  const objects = await other.query<{ readonly type: string; readonly name: string; readonly tbl_name: string; readonly sql: string }>(
    'SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid',
  )
  const known = new Set([...wanted.tables, ...wanted.views].map(({ name }) => name))
  return objects
    .filter(({ tbl_name: table }) => known.has(table))
    .map(({ type, name, tbl_name: table, sql }) => ({ kind: type, name, table, text: sql }))
}

/** What SQLite has, as `kind name`. */
export async function ownNames(session: Session): Promise<ReadonlySet<string>> {
  const found = await session.query<{ readonly type: string; readonly name: string }>('SELECT type, name FROM sqlite_master')
  return new Set(found.map(({ type, name }) => `${type} ${name}`))
}
