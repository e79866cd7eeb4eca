import type { CatalogTable } from '@mig/core'
import type { ColumnDefinition, IndexColumn } from '../definitions.js'
import { defaultValue } from '../default-value.js'
import type { FromCatalog } from '../dialect-schema.js'
import { typeWords } from '../portable-type.js'
import { typeOf } from './types.js'

/** Definitions from the catalog of MySQL or MariaDB. */
export const fromCatalog: FromCatalog = {
  column: (column, table): ColumnDefinition => {
    const [, fallback, onUpdate] = /^(.*?)(?:(?:^| )on update (\S+))?$/is.exec(column.default ?? '') ?? []
    const isJson = table.checks.some((check) => isJsonCheck(check, column.name))
    const collation = column.collation !== table.options['collation'] && !isJson ? column.collation : undefined
    return {
      ...(isJson ? { type: 'json' } : typeWords(mysqlSpelling(column.type), typeOf)),
      ...(column.nullable ? {} : { nullable: false }),
      ...(fallback ? { default: defaultValue(fallback) } : {}),
      ...(onUpdate === undefined ? {} : { onUpdate }),
      ...(column.generated === undefined
        ? {}
        : {
            generated: { expression: column.generated.replace(/ (?:stored|virtual)$/, ''), stored: column.generated.endsWith(' stored') },
          }),
      ...(column.identity === 'auto_increment' ? { autoIncrement: true } : {}),
      ...(collation === undefined ? {} : { collation }),
      ...(column.comment === undefined ? {} : { comment: column.comment }),
    }
  },
  keyColumn: (text) => text.replace(/(?:\(\d+\))?(?: DESC)?$/, ''),
  index: ({ columns, unique, method }) => {
    const using = /^(?:fulltext|spatial|hash)/i.exec(method ?? '')?.[0]
    return {
      columns: columns.map(indexColumn),
      ...(unique ? { unique: true } : {}),
      ...(using === undefined ? {} : { using: using.toLowerCase() }),
    }
  },
  checks: ({ checks }) => checks.filter((check) => check.name === undefined || !isJsonCheck(check, check.name)),
  options: ({ options }) => ({
    ...(options['engine'] === undefined || options['engine'] === 'InnoDB' ? {} : { engine: options['engine'] }),
    ...(options['collation'] === undefined ? {} : { collation: options['collation'] }),
  }),
}

/** MariaDB's JSON is a text with this check at the column. */
const isJsonCheck = ({ name, expression }: CatalogTable['checks'][number], column: string): boolean =>
  name === column && expression.toLowerCase() === `json_valid(\`${column.toLowerCase()}\`)`

/** The widths of integers say nothing but for `tinyint(1)`; MySQL leaves them out, MariaDB does not. */
const mysqlSpelling = (type: string): string => type.replace(/^(smallint|mediumint|int|bigint|tinyint(?!\(1\)))\(\d+\)/, '$1')

function indexColumn(text: string): IndexColumn {
  if (text.startsWith('(')) return { sql: text }
  const [, column = text, length, descending] = /^(.*?)(?:\((\d+)\))?( DESC)?$/.exec(text) ?? []
  if (length === undefined && descending === undefined) return column
  return { column, ...(length === undefined ? {} : { length: Number(length) }), ...(descending === undefined ? {} : { descending: true }) }
}
