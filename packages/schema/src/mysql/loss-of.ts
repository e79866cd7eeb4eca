import { familyOf, valuesOf, type TypeFamily } from './types.js'

/**
 * A condition for rows whose value would not come back as it was, were the column of another type; `undefined` where the server itself
 * refuses all of them, in strict mode.
 *
 * @param column quoted
 * @example
 * lossOf('`size`', 'bigint(20)', 'double') // CAST(CAST(`size` AS DOUBLE) AS DECIMAL(65,0)) <> `size`
 */
export function lossOf(column: string, from: string, to: string): string | undefined {
  const [old, wanted] = [familyOf(from), familyOf(to)]
  const text = `CAST(${column} AS CHAR)`
  const anything = `${column} IS NOT NULL`
  if (old.family === 'bit' && !['integer', 'bit', 'binary'].includes(wanted.family)) return anything
  switch (wanted.family) {
    case 'integer':
      return toInteger(column, old, wanted)
    case 'decimal':
      return differs(column, old, `CAST(${column} AS DECIMAL(${wanted.size},${wanted.scale}))`)
    case 'float':
      return toFloat(column, old, wanted)
    case 'text':
      return toText(column, old, wanted)
    case 'binary':
      // What is shorter gets zeros behind it.
      return wanted.base === 'binary' ? `LENGTH(${column}) <> ${wanted.size}` : `LENGTH(${column}) > ${wanted.size}`
    case 'date':
      return toTime(column, old, `CAST(${column} AS DATE)`)
    case 'datetime':
      return toTime(column, old, `CAST(${column} AS DATETIME(${wanted.size}))`)
    case 'time':
      return toTime(column, old, `CAST(${column} AS TIME(${wanted.size}))`)
    case 'enum':
      // A number is taken for the place of a value.
      if (old.family !== 'text' && old.family !== 'enum') return anything
      return wanted.base === 'set' ? notInSet(text, valuesOf(to)) : `BINARY ${text} NOT IN (${binaries(valuesOf(to))})`
    case 'year':
      // Two digits are taken for a year of our time.
      if (old.family === 'integer') return `(${column} <> 0 AND (${column} < 1901 OR ${column} > 2155))`
      return old.family === 'text' ? `${text} NOT REGEXP '^(0000|19[0-9][0-9]|2[01][0-9][0-9])$'` : anything
    case 'bit':
      if (old.family !== 'integer' && old.family !== 'bit') return anything
      return `(${column} + 0 < 0 OR ${column} + 0 > ${2n ** BigInt(wanted.size) - 1n})`
    case 'other':
      return undefined
  }
}

/** The value, converted and back, is not what it was. Texts have to come back to the letter. */
function differs(column: string, old: TypeFamily, converted: string): string {
  switch (old.family) {
    case 'text':
    case 'binary':
    case 'enum':
    case 'year':
    case 'other':
      return `BINARY CAST(${converted} AS CHAR) <> BINARY CAST(${column} AS CHAR)`
    case 'date':
    case 'datetime':
      return `NOT (CAST(${converted} AS DATETIME(6)) <=> CAST(${column} AS DATETIME(6)))`
    case 'time':
      return `NOT (CAST(${converted} AS TIME(6)) <=> CAST(${column} AS TIME(6)))`
    default:
      return `${converted} <> ${column}`
  }
}

function toInteger(column: string, old: TypeFamily, wanted: TypeFamily): string {
  const bits = BigInt(wanted.size * 8)
  const [low, high] = wanted.unsigned ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
  if (old.family === 'bit') return `${column} + 0 > ${high}`
  const cast = `CAST(${column} AS ${wanted.unsigned ? 'UNSIGNED' : 'SIGNED'})`
  return `(${differs(column, old, cast)} OR ${column} < ${low} OR ${column} > ${high})`
}

/** Numbers are compared as doubles, which would find a lost digit equal: exact ones are turned back first. */
function toFloat(column: string, old: TypeFamily, wanted: TypeFamily): string {
  // A date as digits is longer than what a float keeps.
  if (['date', 'datetime', 'time'].includes(old.family)) return `${column} IS NOT NULL`
  const cast = differs(column, old, `CAST(${column} AS ${wanted.size === 4 ? 'FLOAT' : 'DOUBLE'})`)
  if (old.family !== 'integer' && old.family !== 'decimal') return cast
  const exact = old.family === 'integer' ? '65,0' : `${old.size},${old.scale}`
  const back = `CAST(CAST(${column} AS DOUBLE) AS DECIMAL(${exact})) <> ${column}`
  return wanted.size === 4 ? `(${cast} OR ${back})` : back
}

/** A number is read as digits of a date, and two numbers may be one date: the digits have to be the same ones. */
const toTime = (column: string, old: TypeFamily, cast: string): string =>
  ['integer', 'decimal', 'float'].includes(old.family)
    ? `(${column} IS NOT NULL AND NOT (${cast} + 0 <=> ${column}))`
    : `(${column} IS NOT NULL AND ${differs(column, old, cast)})`

function toText(column: string, old: TypeFamily, wanted: TypeFamily): string {
  const text = `CAST(${column} AS CHAR)`
  // A float is written with six digits.
  const shortened = old.family === 'float' ? ` OR CAST(${text} AS DOUBLE) <> ${column}` : ''
  if (wanted.base === 'char') return `(CHAR_LENGTH(${text}) > ${wanted.size} OR ${text} LIKE '% '${shortened})`
  const length = wanted.base === 'varchar' ? 'CHAR_LENGTH' : 'LENGTH'
  return `(${length}(${text}) > ${wanted.size}${shortened})`
}

/** Takes the values out one by one; what stays over is none of them. */
function notInSet(text: string, values: readonly string[]): string {
  const rest = values.reduce((left, value) => `REPLACE(${left}, CONCAT(',', ${value}, ','), ',')`, `CONCAT(',', ${text}, ',')`)
  return `(${text} <> '' AND BINARY ${rest} <> BINARY ',')`
}

const binaries = (values: readonly string[]): string => values.map((value) => `BINARY ${value}`).join(', ')
