import { sizedType, type TypeWords } from '../column-text.js'

const types = {
  integer: 'int',
  boolean: 'tinyint(1)',
  double: 'double',
  timestamp: 'datetime',
  timestamptz: 'timestamp',
  uuid: 'char(36)',
  binary: 'longblob',
}

/** The type of MySQL and MariaDB for a definition. They want a length for `varchar`; 255 is what most tools give it. */
export function typeOf(column: TypeWords): string {
  const type = sizedType(column, types)
  return /^varchar$/i.test(type) ? 'varchar(255)' : type
}

/** A family of types whose values convert alike, and what of them counts for what they can hold. */
export interface TypeFamily {
  readonly family: 'integer' | 'decimal' | 'float' | 'text' | 'binary' | 'date' | 'datetime' | 'time' | 'enum' | 'year' | 'bit' | 'other'
  /** Bytes of an integer, digits of a decimal, characters of a text, bits, digits after the second. */
  readonly size: number
  readonly scale: number
  readonly unsigned: boolean
  readonly base: string
}

/** Reads a type as `COLUMN_TYPE` spells it. */
export function familyOf(type: string): TypeFamily {
  const [, base = '', sizes] = /^(\w+)(?:\(([^)]*)\))?/.exec(type.toLowerCase())!
  const [size = 0, scale = 0] = /^\d/.test(sizes ?? '') ? sizes!.split(',').map(Number) : []
  const unsigned = /\bunsigned\b/i.test(type)
  const is = (family: TypeFamily['family'], width: number, places = 0): TypeFamily => ({
    family,
    size: width,
    scale: places,
    unsigned,
    base,
  })
  if (base in integerBytes) return is('integer', integerBytes[base]!)
  if (base in textLimits) return is('text', textLimits[base]!)
  if (base in binaryLimits) return is('binary', binaryLimits[base]!)
  switch (base) {
    case 'decimal':
    case 'numeric':
      return is('decimal', size || 10, scale)
    case 'float':
      return is('float', 4)
    case 'double':
      return is('float', 8)
    case 'varchar':
    case 'char':
      return is('text', size || 1)
    case 'varbinary':
    case 'binary':
      return is('binary', size || 1)
    case 'date':
      return is('date', 0)
    case 'datetime':
    case 'timestamp':
      return is('datetime', size)
    case 'time':
      return is('time', size)
    case 'enum':
    case 'set':
      return is('enum', 0)
    case 'year':
      return is('year', 0)
    case 'bit':
      return is('bit', size || 1)
    default:
      return is('other', 0)
  }
}

const integerBytes: Readonly<Record<string, number>> = { tinyint: 1, smallint: 2, mediumint: 3, int: 4, integer: 4, bigint: 8 }
const textLimits: Readonly<Record<string, number>> = { tinytext: 255, text: 65_535, mediumtext: 16_777_215, longtext: 4_294_967_295 }
const binaryLimits: Readonly<Record<string, number>> = { tinyblob: 255, blob: 65_535, mediumblob: 16_777_215, longblob: 4_294_967_295 }

/** Whether every value of one type is the same value of another, as `COLUMN_TYPE` spells them. */
export function isWidening(from: string, to: string): boolean {
  if (from.toLowerCase() === to.toLowerCase()) return true
  const [old, wide] = [familyOf(from), familyOf(to)]
  if (old.family !== wide.family) return false
  switch (old.family) {
    case 'integer':
      return old.unsigned === wide.unsigned ? wide.size >= old.size : old.unsigned && wide.size > old.size
    case 'decimal':
      return old.unsigned >= wide.unsigned && wide.scale >= old.scale && wide.size - wide.scale >= old.size - old.scale
    case 'float':
      return old.unsigned >= wide.unsigned && wide.size >= old.size
    case 'text':
      return wide.size >= old.size && (wide.base !== 'char' || old.base === 'char')
    case 'binary':
      return wide.size >= old.size && (wide.base !== 'binary' || (old.base === 'binary' && old.size === wide.size))
    case 'datetime':
      return wide.size >= old.size && old.base === wide.base
    case 'time':
    case 'bit':
      return wide.size >= old.size
    case 'enum':
      return old.base === wide.base && valuesOf(from).every((value) => valuesOf(to).includes(value))
    default:
      return false
  }
}

/** The values of an `enum` or `set`, as literals. */
export const valuesOf = (type: string): readonly string[] => type.match(/'(?:[^']|'')*'/g) ?? []
