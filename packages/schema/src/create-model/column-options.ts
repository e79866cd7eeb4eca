import type { Catalog, CatalogColumn, CatalogTable } from '@mig/core'
import { SqlExpression } from '../sql-expression.js'
import { dialectSchemas } from '../dialect-schemas.js'

/** What `@Column` says of a column, and the type of its property. */
export interface ColumnOptions {
  readonly options: Readonly<Record<string, unknown>>
  readonly property: 'number' | 'string' | 'boolean' | 'Date' | 'Buffer' | 'unknown'
  readonly isGeneratedKey: boolean
  /** What the decorator cannot say. */
  readonly notes: readonly string[]
}

/** Reads a column of a catalog as TypeORM's options, in the words of the dialect's driver. */
export function columnOptions(
  catalog: Catalog,
  table: CatalogTable,
  column: CatalogColumn,
  defaultCollation: string | undefined,
): ColumnOptions {
  const definition = dialectSchemas[catalog.dialect].fromCatalog.column(column, table)
  const words = typeWordsOf(catalog, table, column)
  const fallback =
    column.generated === undefined && !definition.autoIncrement && definition.identity === undefined ? column.default : undefined
  const { onUpdate } = definition
  const spelled =
    onUpdate === undefined
      ? fallback
      : definition.default instanceof SqlExpression
        ? definition.default.text
        : fallback?.replace(/ on update .*/is, '')
  // An entity cannot say the collation of its table, by which a definition goes.
  const isOwn = catalog.dialect === 'mysql' && words.options['type'] !== 'json' && column.collation !== defaultCollation
  const isEnum = words.options['type'] === 'enum' || words.options['type'] === 'set'
  const collation = catalog.dialect === 'mysql' ? (isOwn && !isEnum ? column.collation : undefined) : definition.collation
  const isGeneratedKey = (definition.autoIncrement ?? false) || definition.identity !== undefined
  return {
    options: {
      ...words.options,
      ...(column.nullable ? { nullable: true } : {}),
      ...(spelled === undefined || spelled === '' ? {} : { default: defaultOf(spelled, words.options['type']) }),
      ...(onUpdate === undefined ? {} : { onUpdate: onUpdate.toUpperCase() }),
      ...(definition.generated === undefined
        ? {}
        : { asExpression: definition.generated.expression, generatedType: definition.generated.stored ? 'STORED' : 'VIRTUAL' }),
      ...(collation === undefined ? {} : { collation }),
      ...(collation !== undefined && catalog.dialect === 'mysql' ? { charset: collation.split('_')[0] } : {}),
      ...(column.comment === undefined ? {} : { comment: column.comment }),
    },
    property: words.property,
    isGeneratedKey,
    notes: [
      ...(definition.identity === 'always' ? [`that ${table.name}.${column.name} is GENERATED ALWAYS, not BY DEFAULT`] : []),
      // TypeORM writes it at the wrong place of an enum's type.
      ...(isOwn && isEnum ? [`the collation ${column.collation} of ${table.name}.${column.name}`] : []),
    ],
  }
}

/** TypeORM pastes what a function returns; but it puts the default of an enum between quotes, whatever it is. */
function defaultOf(spelled: string, type: unknown): unknown {
  const literal = /^'((?:[^']|'')*)'(?:::.*)?$/.exec(spelled)?.[1]
  if ((type !== 'enum' && type !== 'set') || literal === undefined) return new SqlExpression(spelled)
  return type === 'set' ? literal.split(',') : literal
}

interface TypeOptions {
  readonly options: Readonly<Record<string, unknown>>
  readonly property: ColumnOptions['property']
}

function typeWordsOf(catalog: Catalog, table: CatalogTable, column: CatalogColumn): TypeOptions {
  const lower = column.type.toLowerCase()
  const isJson = table.checks.some(({ name, expression }) => name === column.name && /^json_valid\(/i.test(expression))
  if (catalog.dialect === 'mysql' && isJson) return { options: { type: 'json' }, property: 'unknown' }
  const named = catalog.enums.find(({ name }) => name === unquoted(column.type.replace(/\[\]$/, '')))
  if (named?.definition.startsWith('enum (')) {
    const array = column.type.endsWith('[]') ? { array: true } : {}
    return { options: { type: 'enum', enum: literals(named.definition), enumName: named.name, ...array }, property: 'string' }
  }
  if (/^(?:enum|set)\(/.test(lower))
    return { options: { type: lower.slice(0, lower.indexOf('(')), enum: literals(column.type) }, property: 'string' }
  const sizes = /\(([\d,\s]+)\)/.exec(lower)?.[1]
  const isUnsigned = /\bunsigned\b/.test(lower)
  const type = lower.replace(/\([\d,\s]+\)|(?:\[\])+$| (?:unsigned|zerofill)/g, '').trim()
  const [first, second] = (sizes ?? '').split(',').map((size) => size.trim())
  return {
    options: {
      type,
      ...sizeOptions(catalog.dialect, type, first, second),
      ...(isUnsigned ? { unsigned: true } : {}),
      ...(/zerofill/.test(lower) ? { zerofill: true } : {}),
      ...(lower.endsWith('[]') ? { array: true } : {}),
    },
    property: propertyOf(type, first),
  }
}

function sizeOptions(
  dialect: Catalog['dialect'],
  type: string,
  first: string | undefined,
  second: string | undefined,
): Readonly<Record<string, unknown>> {
  if (!first) return {}
  if (/char|binary|bit|text|clob/.test(type)) return { length: Number(first) }
  if (/^(?:tiny|small|medium|big)?int/.test(type)) return dialect === 'mysql' && type === 'tinyint' && first === '1' ? { width: 1 } : {}
  if (/year/.test(type)) return {}
  return { precision: Number(first), ...(second === undefined ? {} : { scale: Number(second) }) }
}

function propertyOf(type: string, first: string | undefined): ColumnOptions['property'] {
  if (type.startsWith('bool') || (type === 'tinyint' && first === '1')) return 'boolean'
  if (/^(?:int|integer|smallint|tinyint|mediumint|serial|float|double|real)/.test(type)) return 'number'
  if (/^(?:timestamp|datetime)/.test(type)) return 'Date'
  if (/blob|bytea|binary/.test(type)) return 'Buffer'
  return type.startsWith('json') ? 'unknown' : 'string'
}

const literals = (text: string): readonly string[] =>
  (text.match(/'(?:[^']|'')*'/g) ?? []).map((one) => one.slice(1, -1).replaceAll("''", "'"))
const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name)
