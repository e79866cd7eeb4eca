import type { Database } from '../ports/database.js'
import type { TouchedObject } from '../ports/script.js'
import type { Session } from '../ports/session.js'

/**
 * Drops what a failed concurrent build left behind under the names that a statement is about to create.
 *
 * PostgreSQL keeps such an index as INVALID: it costs writes, answers no query, and makes `IF NOT EXISTS` a false
 * success (manual, CREATE INDEX, "Building Indexes Concurrently").
 */
export async function dropInvalidIndexes(database: Database, session: Session, touches: readonly TouchedObject[]): Promise<void> {
  const names = new Set(touches.filter((touched) => touched.action === 'create' && touched.kind === 'index').map((touched) => touched.name))
  const catalog = await database.inspect(session)
  for (const index of catalog.tables.flatMap((table) => table.indexes)) {
    if (!index.valid && names.has(index.name)) await session.execute(`DROP INDEX CONCURRENTLY IF EXISTS ${session.quote(index.name)}`)
  }
}
