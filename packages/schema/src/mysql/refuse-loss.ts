import { MigError, type Session } from '@mig/core'
import { dataLoss, noValueForNew, nullIsThere } from '../refusals.js'
import { lossOf } from './loss-of.js'
import { isWidening } from './types.js'

interface Place {
  readonly table: string
  readonly column: string
}

/** Refuses NOT NULL where there are rows without a value. */
export async function refuseNulls(session: Session, table: string, column: string): Promise<void> {
  const { rows } = await countRows(session, { table, column }, `${session.quote(column)} IS NULL`)
  if (rows > 0) throw nullIsThere({ table, column }, rows)
}

/** Refuses a new column that takes no NULL and has no default where there are rows: the server would give them 0 or an empty text. */
export async function refuseMissingValues(session: Session, { table, column }: Place): Promise<void> {
  const [row] = await session.query<{ n: number | string }>(`SELECT COUNT(*) AS n FROM ${session.quote(table)}`)
  const rows = Number(row?.n ?? 0)
  if (rows > 0) throw noValueForNew({ table, column }, rows)
}

/**
 * Refuses a new type that would not hold what is there. The servers' strict mode refuses what does not fit at all, and rounds and cuts
 * the rest without a word: digits behind the point, fractions of seconds, times of day, leading zeros of texts.
 */
export async function refuseLoss(session: Session, place: Place, from: string, to: string): Promise<void> {
  if (isWidening(from, to)) return
  const lost = lossOf(session.quote(place.column), from, to)
  if (lost !== undefined) {
    const { rows, example } = await countRows(session, place, lost)
    if (rows > 0)
      throw dataLoss(
        place,
        `not every value of ${from} is one of ${to}`,
        { rows, example },
        'Change these rows first, or choose a type that holds them.',
      )
  }
  await requireStrict(session, place, to)
}

async function countRows(
  session: Session,
  { table, column }: Place,
  condition: string,
): Promise<{ readonly rows: number; readonly example: string | undefined }> {
  const name = session.quote(column)
  const [row] = await session.query<{ n: number | string; example: string | null }>(
    `SELECT COUNT(*) AS n, LEFT(CAST(MIN(${name}) AS CHAR), 60) AS example FROM ${session.quote(table)} WHERE ${condition}`,
  )
  const example = row?.example === null || row?.example === undefined ? undefined : `'${String(row.example)}'`
  return { rows: Number(row?.n ?? 0), example }
}

/** Refuses a session that is not strict: without it the server cuts what does not fit, with a warning that nobody reads. */
export async function requireStrict(session: Session, place: Place, to: string): Promise<void> {
  const [row] = await session.query<{ mode: string }>('SELECT @@SESSION.sql_mode AS mode')
  if (/STRICT_(?:TRANS|ALL)_TABLES/.test(row?.mode ?? '')) return
  throw new MigError(
    'MIG_OPERATION_UNSUPPORTED',
    `'${place.table}.${place.column}' cannot become ${to}: the session's sql_mode is not strict, and the server would cut what does not fit`,
    {
      details: { ...place, to },
      hint: 'Begin the script with: await op.execute("SET SESSION sql_mode = CONCAT(@@sql_mode, \',STRICT_ALL_TABLES\')")',
    },
  )
}
