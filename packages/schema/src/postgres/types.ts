import { sizedType, type TypeWords } from '../column-text.js'

const types = {
  integer: 'integer',
  boolean: 'boolean',
  varchar: 'character varying',
  char: 'character',
  decimal: 'numeric',
  float: 'real',
  double: 'double precision',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  json: 'jsonb',
  uuid: 'uuid',
  binary: 'bytea',
}

/** PostgreSQL's type for a definition. */
export const typeOf = (column: TypeWords): string => sizedType(column, types)

/** A type as `format_type` spells it, in its parts. */
interface TypeParts {
  readonly base: string
  readonly sizes: readonly number[]
}

/** Whether every value of one type is the same value of another, as `format_type` spells them. */
export function isWidening(from: string, to: string): boolean {
  if (from === to) return true
  const [old, wide] = [partsOf(from), partsOf(to)]
  const at = integers.indexOf(old.base)
  if (at !== -1 && at <= integers.indexOf(wide.base)) return true
  if (texts.has(old.base) && (wide.base === 'text' || (wide.base === 'character varying' && isLonger(old, wide))))
    return old.base !== 'character'
  if (old.base !== wide.base) return (from === 'jsonb' && to === 'json') || to === 'text'
  if (old.base === 'numeric') return wide.sizes.length === 0 || (old.sizes.length > 0 && holdsNumeric(old.sizes, wide.sizes))
  if (old.base.startsWith('time')) return (wide.sizes[0] ?? 6) >= (old.sizes[0] ?? 6)
  return false
}

/** From narrow to wide. */
export const integers: readonly string[] = ['smallint', 'integer', 'bigint']
const texts: ReadonlySet<string> = new Set(['character varying', 'text'])

const isLonger = (old: TypeParts, wide: TypeParts): boolean =>
  wide.sizes.length === 0 || (old.sizes.length > 0 && wide.sizes[0]! >= old.sizes[0]!)

function holdsNumeric([precision = 0, scale = 0]: readonly number[], [widePrecision = 0, wideScale = 0]: readonly number[]): boolean {
  return wideScale >= scale && widePrecision - wideScale >= precision - scale
}

function partsOf(type: string): TypeParts {
  const sizes = /\(([\d, ]+)\)/.exec(type)?.[1]
  return {
    base: type.replace(/\([\d, ]+\)/, '').trim(),
    sizes: sizes === undefined ? [] : sizes.split(',').map(Number),
  }
}
