import type { Session, TouchedObject } from '@mig/core'
import { quote } from './sql-text.js'

/**
 * Drops the invalid indexes that failed concurrent builds left under the names that a statement is about to create, on the tables
 * on which it builds without a name, and beside the indexes that it builds anew (`NAME_ccnew`, `NAME_ccold`).
 *
 * PostgreSQL keeps such an index: it costs writes, answers no query, and makes `IF NOT EXISTS` a false success (manual, CREATE INDEX,
 * "Building Indexes Concurrently"; REINDEX, "Rebuilding Indexes Concurrently"). What another session builds right now is not
 * yet valid and stays, and so do the indexes of partitioned tables, which are invalid until their parts are attached.
 */
export async function dropFailedBuilds(session: Session, touches: readonly TouchedObject[]): Promise<void> {
  for (const touched of touches) {
    const names = wantedIndexes(touched)
    if (!names) continue
    const rows = await session.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_class t ON t.oid = i.indrelid
        WHERE NOT i.indisvalid AND c.relkind = 'i'
          AND n.nspname = coalesce(nullif($1, ''), current_schema()) AND (t.relname = $2 OR c.relname ~ $3)
          AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)`,
      [names.schema, names.table, names.pattern],
    )
    for (const { schema, name } of rows) await session.execute(`DROP INDEX CONCURRENTLY IF EXISTS ${quote(schema)}.${quote(name)}`)
  }
}

/** The schema (empty: the session's own), and what an index's table or name must be. */
function wantedIndexes(touched: TouchedObject): { readonly schema: string; readonly table: string; readonly pattern: string } | undefined {
  const nothing = '^$'
  if (touched.kind === 'table' && touched.action === 'alter') {
    const [schema, table] = qualified(touched.name)
    return { schema, table, pattern: nothing }
  }
  if (touched.kind !== 'index' || touched.action === 'drop') return undefined
  // An index lives in the schema of its table.
  const [schema] = qualified(touched.table ?? touched.name)
  const name = escapePattern(qualified(touched.name)[1])
  return { schema, table: '', pattern: touched.action === 'create' ? `^${name}$` : `^${name}_cc(new|old)[0-9]*$` }
}

/** `audit.log` → `audit`, `log`; a name without a schema has the empty one. */
function qualified(name: string): readonly [schema: string, name: string] {
  const dot = name.indexOf('.')
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)]
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
