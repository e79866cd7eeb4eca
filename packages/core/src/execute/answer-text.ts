/** A value of a row, written as JSON; what JSON has no form for is a pair of its kind and a text. */
type Written = string | number | boolean | null | readonly [kind: 'date' | 'bytes' | 'bigint' | 'number' | 'json', text: string]

/**
 * Writes rows as text that `decodeRows` reads back the same: dates, bytes, big integers, NaN and JSON columns included.
 *
 * @returns `undefined` for rows that hold something else, which only a driver's own types would
 */
export function encodeRows(rows: readonly unknown[]): string | undefined {
  const written: Record<string, Written>[] = []
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) return undefined
    const values: (readonly [string, Written])[] = []
    for (const [name, value] of Object.entries(row)) {
      const one = encode(value)
      if (one === undefined) return undefined
      values.push([name, one])
    }
    written.push(Object.fromEntries(values))
  }
  return JSON.stringify(written)
}

/** The rows of a text that `encodeRows` wrote. */
export function decodeRows(text: string): Record<string, unknown>[] {
  const rows = JSON.parse(text) as readonly Record<string, Written>[] // only `encodeRows` writes it
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decode(value)])))
}

function encode(value: unknown): Written | undefined {
  if (value === undefined) return null
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : ['number', Object.is(value, -0) ? '-0' : String(value)]
  if (typeof value === 'bigint') return ['bigint', String(value)]
  if (value instanceof Date) return ['date', Number.isNaN(value.getTime()) ? '' : value.toISOString()]
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')]
  return typeof value === 'object' && isPlain(value) ? ['json', JSON.stringify(value)] : undefined
}

function decode(value: Written): unknown {
  if (!Array.isArray(value)) return value
  const [kind, text] = value as Extract<Written, readonly unknown[]>
  switch (kind) {
    case 'bigint':
      return BigInt(text)
    case 'date':
      return new Date(text === '' ? Number.NaN : text)
    case 'bytes':
      return Buffer.from(text, 'base64')
    case 'number':
      return Number(text)
    case 'json':
      return JSON.parse(text)
  }
}

/** Objects and arrays of a JSON column, which hold what JSON holds. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return value.every((item) => isJson(item))
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every((item) => isJson(item))
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'object' && isPlain(value)
}
