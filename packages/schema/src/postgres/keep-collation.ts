import type { Session } from '@mig/core'
import { doBlock } from './do-block.js'

/** The collation that a column has beside its type, where the new type takes one: without the word the new type has its own. */
export async function readCollation(session: Session, table: string, column: string, type: string): Promise<string | undefined> {
  const [row] = await session.query<{ collation: string }>(
    `SELECT quote_ident(nspname) || '.' || quote_ident(collname) AS collation
       FROM pg_collation c JOIN pg_namespace n ON n.oid = collnamespace
      WHERE c.oid = (${ownCollation(session, table, column, type)})`,
  )
  return row?.collation
}

/** Offline nobody can look: the script fails where the column has one and was not told. */
export function guardCollation(session: Session, table: string, column: string, type: string): string {
  const message = `mig: '${table}.${column}' has a collation of its own: give it as \`collation\` beside the new type`
  return doBlock(`BEGIN
  IF (${ownCollation(session, table, column, type)}) IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = ${session.literal(message)};
  END IF;
END`)
}

const ownCollation = (session: Session, table: string, column: string, type: string): string =>
  `SELECT attcollation FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid WHERE attrelid = ${session.literal(session.quote(table))}::regclass AND attname = ${session.literal(column)} AND attcollation <> typcollation AND (SELECT typcollation FROM pg_type WHERE oid = ${session.literal(type.replace(/\([\d, ]+\)/, ''))}::regtype) <> 0`
