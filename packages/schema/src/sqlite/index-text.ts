import type { Session } from '@mig/core'
import { indexColumns } from '../column-text.js'
import type { IndexDefinition } from '../definitions.js'
import type { DropIndexOptions } from '../dialect-schema.js'
import { unsupported } from '../refusals.js'

/** `CREATE UNIQUE INDEX "a" ON "t" ("b" DESC) WHERE …`. */
export function createIndex(session: Session, name: string, table: string, index: IndexDefinition): string {
  const { columns, unique, where, using, ifNotExists } = index
  if (using !== undefined) throw unsupported(session, `index methods (${using})`, 'Leave `using` out on this database.')
  const head = `CREATE${unique ? ' UNIQUE' : ''} INDEX${ifNotExists ? ' IF NOT EXISTS' : ''} ${session.quote(name)}`
  return `${head} ON ${session.quote(table)} ${indexColumns(session, columns)}${where === undefined ? '' : ` WHERE ${where}`}`
}

/** `DROP INDEX "a"`. */
export function dropIndex(session: Session, name: string, { ifExists }: DropIndexOptions): string {
  return `DROP INDEX${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)}`
}
