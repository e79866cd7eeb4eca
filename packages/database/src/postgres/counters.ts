import type { Session } from '@mig/core'
import { literal, quote } from './sql-text.js'

/** The sequences of one schema, those behind SERIAL and identity columns among them: their last value, and whether it was given out. */
export async function readPostgresCounters(
  session: Session,
  schema: string | undefined,
  leftOut: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = await session.query<{ readonly schema: string; readonly name: string; readonly owner: string | null }>(
    `SELECT n.nspname AS schema, c.relname AS name,
            (SELECT o.relname FROM pg_depend d JOIN pg_class o ON o.oid = d.refobjid
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') LIMIT 1) AS owner
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND n.nspname = coalesce($1, current_schema())
      ORDER BY c.relname`,
    [schema ?? null],
  )
  const own = found.filter(({ name, owner }) => !leftOut.has(owner ?? name))
  if (own.length === 0) return new Map()
  const selects = own.map(
    (one) =>
      `SELECT ${literal(one.name)} AS name, last_value || CASE WHEN is_called THEN '' ELSE ' next' END AS value FROM ${quote(one.schema)}.${quote(one.name)}`,
  )
  const rows = await session.query<{ readonly name: string; readonly value: string }>(selects.join(' UNION ALL '))
  return new Map(rows.map(({ name, value }) => [name, value]))
}
