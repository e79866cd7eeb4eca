import type { Dialect, SqlValue } from '@mig/core'

/** A value that a builder binds, as a session takes it: what the drivers make of objects, arrays and, on SQLite, dates is made here. */
export function boundValue(value: unknown, dialect: Dialect): SqlValue {
  if (value === undefined || value === null) return null
  if (typeof value !== 'object') return typeof value === 'symbol' || typeof value === 'function' ? String(value) : (value as SqlValue)
  if (value instanceof Date) return dialect === 'sqlite' ? value.getTime() : value
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value) && dialect === 'postgres') return arrayText(value)
  return JSON.stringify(value)
}

/** An array as PostgreSQL writes it. */
function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === undefined || value === null) return 'NULL'
    if (Array.isArray(value)) return arrayText(value)
    const text =
      value instanceof Date ? value.toISOString() : value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : textOf(value)
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  })
  return `{${items.join(',')}}`
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
