import type { ColumnDefinition, IndexColumn } from '../definitions.js'
import type { FromCatalog } from '../dialect-schema.js'
import { typeWords } from '../portable-type.js'
import { sql } from '../sql-expression.js'
import { defaultValue } from '../default-value.js'
import { typeOf } from './types.js'

/** Definitions from PostgreSQL's catalog. */
export const fromCatalog: FromCatalog = {
  column: (column): ColumnDefinition => {
    const isSerial = column.default !== undefined && /^nextval\('.*_seq"?'::regclass\)$/.test(column.default) && isInteger(column.type)
    const identity = column.identity?.startsWith('always') ? 'always' : 'by default'
    return {
      ...typeWords(column.type, typeOf),
      ...(column.nullable ? {} : { nullable: false }),
      ...(isSerial ? { autoIncrement: true } : column.default === undefined ? {} : { default: defaultOf(column.default, column.type) }),
      ...(column.generated === undefined ? {} : { generated: generatedOf(column.generated) }),
      ...(column.identity === undefined ? {} : { identity }),
      ...(column.collation === undefined ? {} : { collation: unquoted(column.collation) }),
      ...(column.comment === undefined ? {} : { comment: column.comment }),
    }
  },
  keyColumn: (text) => text,
  index: ({ columns, unique, where, method }) => {
    const keys = columns.filter((column) => !column.startsWith('INCLUDE '))
    const include = columns.filter((column) => column.startsWith('INCLUDE ')).map((column) => unquoted(column.slice('INCLUDE '.length)))
    const using = /^\w+/.exec(method ?? 'btree')![0]
    return {
      columns: keys.map(indexColumn),
      ...(unique ? { unique: true } : {}),
      ...(where === undefined ? {} : { where }),
      ...(using === 'btree' ? {} : { using }),
      ...(include.length === 0 ? {} : { include }),
    }
  },
  checks: ({ checks }) => checks.map(({ name, expression }) => ({ name, expression: inner(expression) })),
  options: ({ options }) => {
    const exclusions = Object.entries(options).flatMap(([name, text]) =>
      name.startsWith('exclusion ') ? [{ name: name.slice(10), sql: text }] : [],
    )
    return exclusions.length === 0 ? {} : { exclusions }
  },
}

/** Texts are written with the type that they are cast to; where it is the column's own, the text alone gives the same. */
function defaultOf(text: string, type: string): NonNullable<ColumnDefinition['default']> {
  if (text === 'true' || text === 'false') return text === 'true'
  const [, literal, cast] = /^('(?:[^'\\]|'')*')::(character varying|text)$/.exec(text) ?? []
  if (literal !== undefined && cast !== undefined) return type.startsWith(cast) ? defaultValue(literal) : sql(text)
  return text.startsWith("'") ? sql(text) : defaultValue(text)
}

/** `expression stored`, as the catalog has it. */
export function generatedOf(text: string): NonNullable<ColumnDefinition['generated']> {
  return { expression: inner(text.replace(/ (?:stored|virtual)$/, '')), stored: text.endsWith(' stored') }
}

/** What stands between parentheses that enclose the whole. */
function inner(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text
  let depth = 0
  for (let at = 0; at < text.length - 1; at += 1) {
    if (text[at] === "'") at = Math.max(at, text.indexOf("'", at + 1))
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return text
  }
  return text.slice(1, -1)
}

function indexColumn(text: string): IndexColumn {
  const [, name, descending] = /^("(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)( DESC)?$/.exec(text) ?? []
  if (name === undefined) return { sql: text }
  return descending === undefined ? unquoted(name) : { column: unquoted(name), descending: true }
}

const isInteger = (type: string): boolean => /^(?:integer|bigint|smallint)$/.test(type)
const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)
