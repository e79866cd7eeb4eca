import type { ColumnDefinition, IndexColumn } from '../definitions.js'
import { defaultValue } from '../default-value.js'
import type { FromCatalog } from '../dialect-schema.js'
import { typeWords } from '../portable-type.js'
import { typeOf } from './types.js'

/** Definitions from SQLite's catalog, whose words are folded. */
export const fromCatalog: FromCatalog = {
  column: (column, { options, primaryKey }): ColumnDefinition => {
    const isNumbered = options['autoincrement'] === 'yes' && primaryKey?.columns.length === 1 && primaryKey.columns[0] === column.name
    return {
      ...typeWords(column.type.toLowerCase(), typeOf),
      ...(column.nullable ? {} : { nullable: false }),
      ...(isNumbered ? { autoIncrement: true, primaryKey: true } : {}),
      ...(column.default === undefined ? {} : { default: defaultValue(column.default) }),
      ...(column.generated === undefined
        ? {}
        : {
            generated: { expression: column.generated.replace(/ (?:stored|virtual)$/, ''), stored: column.generated.endsWith(' stored') },
          }),
      ...(column.collation === undefined ? {} : { collation: column.collation }),
    }
  },
  keyColumn: (text) => text.replace(/(?: COLLATE \S+)?(?: DESC)?$/, ''),
  index: ({ columns, unique, where }) => ({
    columns: columns.map(indexColumn),
    ...(unique ? { unique: true } : {}),
    ...(where === undefined ? {} : { where }),
  }),
  checks: ({ checks }) => checks,
  options: ({ options }) => ({
    ...(options['strict'] === 'yes' ? { strict: true } : {}),
    ...(options['withoutRowid'] === 'yes' ? { withoutRowid: true } : {}),
  }),
}

function indexColumn(text: string): IndexColumn {
  const [, plain, quoted, descending] = /^(?:([a-z_][\w$]*)|"((?:[^"]|"")+)")( desc)?$/i.exec(text) ?? []
  const column = plain ?? quoted?.replaceAll('""', '"')
  if (column === undefined) return { sql: text }
  return descending === undefined ? column : { column, descending: true }
}
