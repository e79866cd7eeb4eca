import { SqlExpression } from '../src/index.js'

/** JavaScript that makes a value; `sql` has to be in scope. */
export function sourceOf(value: unknown): string {
  if (value instanceof SqlExpression) return `sql(${JSON.stringify(value.text)})`
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}: ${sourceOf(member)}`)
    .join(', ')} }`
}
