import type { Session } from '@mig/core'
import { indexColumns } from '../column-text.js'
import type { IndexDefinition } from '../definitions.js'
import type { DropIndexOptions } from '../dialect-schema.js'
import { isMariadb, unsupported } from '../refusals.js'

/** ``CREATE INDEX `a` ON `t` (`b`)``. */
export function createIndex(session: Session, name: string, table: string, index: IndexDefinition): string {
  const { columns, unique, where, using, ifNotExists } = index
  if (where !== undefined)
    throw unsupported(session, 'a partial index', 'Leave `where` out on this database: if (op.dialect !== "mysql") …')
  if (ifNotExists && !isMariadb(session)) throw unsupported(session, 'IF NOT EXISTS on an index', 'Leave `ifNotExists` out.')
  const isKind = using !== undefined && /^(?:fulltext|spatial)$/i.test(using)
  const kind = isKind ? ` ${using.toUpperCase()}` : unique ? ' UNIQUE' : ''
  const method = using === undefined || isKind ? '' : ` USING ${using.toUpperCase()}`
  return `CREATE${kind} INDEX${ifNotExists ? ' IF NOT EXISTS' : ''} ${session.quote(name)}${method} ON ${session.quote(table)} ${indexColumns(session, columns)}`
}

/** ``DROP INDEX `a` ON `t` ``. */
export function dropIndex(session: Session, name: string, { table, ifExists }: DropIndexOptions): string {
  if (table === undefined)
    throw unsupported(session, 'dropping an index without its table', `Write op.dropIndex('${name}', { table: '…' }).`)
  if (ifExists && !isMariadb(session)) throw unsupported(session, 'IF EXISTS on an index', 'Leave `ifExists` out.')
  return `DROP INDEX${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)} ON ${session.quote(table)}`
}
