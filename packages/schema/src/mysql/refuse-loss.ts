import { MigError, type Session } from '@mig/core'
import { dataLoss } from '../refusals.js'
import { familyOf, isWidening, type TypeFamily } from './types.js'

interface Place {
  readonly table: string
  readonly column: string
}

/** Refuses NOT NULL where there are rows without a value. */
export async function refuseNulls(session: Session, table: string, column: string): Promise<void> {
  const rows = await countRows(session, { table, column }, `${session.quote(column)} IS NULL`)
  if (rows.rows > 0)
    throw dataLoss(
      { table, column },
      'NULL is there, and the column is to take none',
      { rows: rows.rows },
      'Give these rows a value first: UPDATE … WHERE … IS NULL.',
    )
}

/**
 * Refuses a new type that would not hold what is there. The servers' strict mode refuses what does not fit at all, and rounds and cuts
 * the rest without a word: digits behind the point, fractions of seconds, times of day, leading zeros of texts.
 */
export async function refuseLoss(session: Session, place: Place, from: string, to: string): Promise<void> {
  if (isWidening(from, to)) return
  const [old, wanted] = [familyOf(from), familyOf(to)]
  const lost = lossOf(session.quote(place.column), old, wanted, to)
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

/** A condition for rows whose value would not come back as it was; `undefined` where the server itself refuses all of them. */
function lossOf(column: string, old: TypeFamily, wanted: TypeFamily, to: string): string | undefined {
  const text = `CAST(${column} AS CHAR)`
  const differs = (converted: string): string => {
    if (old.family === 'text' || old.family === 'enum' || old.family === 'other')
      return `BINARY CAST(${converted} AS CHAR) <> BINARY ${text}`
    if (old.family === 'date' || old.family === 'datetime') return `CAST(${converted} AS DATETIME(6)) <> CAST(${column} AS DATETIME(6))`
    if (old.family === 'time') return `CAST(${converted} AS TIME(6)) <> CAST(${column} AS TIME(6))`
    return `${converted} <> ${column}`
  }
  switch (wanted.family) {
    case 'integer': {
      const cast = `CAST(${column} AS ${wanted.unsigned ? 'UNSIGNED' : 'SIGNED'})`
      const bits = BigInt(wanted.size * 8)
      const [low, high] = wanted.unsigned ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
      return `(${differs(cast)} OR ${column} < ${low} OR ${column} > ${high})`
    }
    case 'decimal':
      return differs(`CAST(${column} AS DECIMAL(${wanted.size},${wanted.scale}))`)
    case 'float':
      return wanted.size === 4 ? differs(`CAST(${column} AS FLOAT)`) : differs(`CAST(${column} AS DOUBLE)`)
    case 'text':
      if (wanted.base === 'char') return `(CHAR_LENGTH(${text}) > ${wanted.size} OR ${text} LIKE '% ')`
      return wanted.base === 'varchar' ? `CHAR_LENGTH(${text}) > ${wanted.size}` : `LENGTH(${text}) > ${wanted.size}`
    case 'binary':
      return `LENGTH(${column}) > ${wanted.size}`
    case 'date':
      return differs(`CAST(${column} AS DATE)`)
    case 'datetime':
      return differs(`CAST(${column} AS DATETIME(${wanted.size}))`)
    case 'time':
      return differs(`CAST(${column} AS TIME(${wanted.size}))`)
    case 'enum': {
      if (wanted.base === 'set') return undefined
      const values = to.match(/'(?:[^']|'')*'/g) ?? []
      return `BINARY ${text} NOT IN (${values.map((value) => `BINARY ${value}`).join(', ')})`
    }
    case 'other':
      return undefined
  }
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

/** Without it the server cuts what does not fit, with a warning that nobody reads. */
async function requireStrict(session: Session, place: Place, to: string): Promise<void> {
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
