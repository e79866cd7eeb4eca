import type { Session } from '@mig/core'
import { indexColumns } from '../column-text.js'
import type { IndexDefinition } from '../definitions.js'
import type { DropIndexOptions } from '../dialect-schema.js'

/** `CREATE INDEX CONCURRENTLY "a" ON "t" USING gin ("b") WHERE …`. */
export function createIndex(session: Session, name: string, table: string, index: IndexDefinition): string {
  const { columns, unique, where, concurrently, using, include, ifNotExists } = index
  const flags = `${concurrently ? ' CONCURRENTLY' : ''}${ifNotExists ? ' IF NOT EXISTS' : ''}`
  const place = `${session.quote(table)}${using === undefined ? '' : ` USING ${using}`} ${indexColumns(session, columns)}${include === undefined ? '' : ` INCLUDE (${include.map((column) => session.quote(column)).join(', ')})`}`
  return `CREATE${unique ? ' UNIQUE' : ''} INDEX${flags} ${session.quote(name)} ON ${place}${where === undefined ? '' : ` WHERE ${where}`}`
}

/** `DROP INDEX CONCURRENTLY "a"`. */
export function dropIndex(session: Session, name: string, { ifExists, concurrently }: DropIndexOptions): string {
  return `DROP INDEX${concurrently ? ' CONCURRENTLY' : ''}${ifExists ? ' IF EXISTS' : ''} ${session.quote(name)}`
}
