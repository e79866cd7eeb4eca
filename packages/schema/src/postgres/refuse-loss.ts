import { isMigError, type Session } from '@mig/core'
import { dataLoss, nullIsThere } from '../refusals.js'
import { isWidening } from './types.js'

/** A column's type as `format_type` spells it. */
export async function currentType(session: Session, table: string, column: string): Promise<string> {
  const [row] = await session.query<{ type: string }>(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2`,
    [session.quote(table), column],
  )
  return row?.type ?? 'text'
}

/** Refuses NOT NULL where there are rows without a value. */
export async function refuseNulls(session: Session, table: string, column: string): Promise<void> {
  const [row] = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM ${session.quote(table)} WHERE ${session.quote(column)} IS NULL`,
  )
  const rows = Number(row?.n ?? 0)
  if (rows > 0) throw nullIsThere({ table, column }, rows)
}

/** Refuses a new type that would not hold what is there: the server's own conversion rounds numbers and times, and drops double keys of JSON. */
export async function refuseLoss(session: Session, table: string, column: string, type: string): Promise<void> {
  const old = await currentType(session, table, column)
  const [made] = await session.query<{ type: string }>('SELECT format_type($1::regtype, NULL) AS type', [type.replace(/\([\d, ]+\)/, '')])
  const sizes = /\([\d, ]+\)/.exec(type)?.[0] ?? ''
  if (isWidening(old, made === undefined ? type : withSizes(made.type, sizes))) return
  const [name, from] = [session.quote(column), session.quote(table)]
  const lost = old === 'json' && made?.type === 'jsonb' ? hasDoubleKeys(name) : lossOf(name, old, type)
  const look = (condition: string) =>
    unlessRefused(session, () =>
      session.query<{ n: string; example: string }>(`SELECT count(*) AS n, min(${name}::text) AS example FROM ${from} WHERE ${condition}`),
    )
  const found = (await look(lost)) ?? (await look(isWrittenOtherwise(name, type)))
  const rows = Number(found?.[0]?.n ?? 0)
  if (rows > 0)
    throw dataLoss(
      { table, column },
      `not every value of ${old} is one of ${type}`,
      { rows, example: `'${found![0]!.example.slice(0, 60)}'` },
      'Change these rows first, or say how they are to become the new type: `using`.',
    )
}

/** A condition for rows whose value, converted and back, is not what it was. */
export const lossOf = (name: string, old: string, type: string): string =>
  `${name} IS NOT NULL AND (${name}::${type})::${old}::text IS DISTINCT FROM ${name}::text`

/**
 * The same by their texts, where there is no way back, or a value does not go it: what became of it is then too large for the old type.
 * Where this fails as well, there is no way there, and ALTER TABLE says so.
 */
export const isWrittenOtherwise = (name: string, type: string): string =>
  `${name} IS NOT NULL AND ${name}::${type}::text IS DISTINCT FROM ${name}::text`

/** `jsonb` keeps the last of two members of one name. */
export const hasDoubleKeys = (name: string): string => `EXISTS (
  WITH RECURSIVE part (value) AS (
    SELECT ${name}::json
    UNION ALL
    SELECT inner_part.value FROM part, LATERAL (
      SELECT value FROM json_each(CASE json_typeof(part.value) WHEN 'object' THEN part.value ELSE '{}' END)
      UNION ALL
      SELECT value FROM json_array_elements(CASE json_typeof(part.value) WHEN 'array' THEN part.value ELSE '[]' END)
    ) AS inner_part
  )
  SELECT 1 FROM part
  WHERE json_typeof(part.value) = 'object' AND (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(part.value) AS key)
)`

const withSizes = (type: string, sizes: string): string => type.replace(/^(?:character varying|\w+)/, (word) => word + sizes)

/** `undefined` where the server refuses the conversion; a savepoint keeps the transaction. */
async function unlessRefused<Result>(session: Session, ask: () => Promise<Result>): Promise<Result | undefined> {
  const covered = session.inTransaction
  if (covered) await session.execute('SAVEPOINT mig_look')
  try {
    const result = await ask()
    if (covered) await session.execute('RELEASE SAVEPOINT mig_look')
    return result
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    if (covered) await session.execute('ROLLBACK TO SAVEPOINT mig_look')
    return undefined
  }
}
