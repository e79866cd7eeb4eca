import type { CatalogColumn, CatalogForeignKey, CatalogIndex, CatalogKey, CatalogTable } from '@mig/core'
import { groupBy } from '../group-by.js'
import { sortedByName } from '../sorted-by-name.js'
import type { CheckRow, ColumnRow, IndexRow, PartitionRow, ReferenceRow, RuleRow, TableRow } from './catalog-rows.js'
import { literal } from './sql-text.js'

/** The rows that tell of one table. */
export interface TableRows {
  readonly table: TableRow
  readonly columns: readonly ColumnRow[]
  readonly indexes: readonly IndexRow[]
  readonly references: readonly ReferenceRow[]
  readonly rules: readonly RuleRow[]
  readonly checks: readonly CheckRow[]
  readonly partitions: readonly PartitionRow[]
  /** Whether defaults are spelled as MariaDB does: as expressions, texts quoted. */
  readonly isMariadb: boolean
  readonly database: string
}

/** One table of the catalog. A unique constraint is a unique index to these servers, and stands with the indexes. */
export function readTable(rows: TableRows): CatalogTable {
  const { table, partitions } = rows
  const indexes = [...groupBy(rows.indexes, (row) => row.INDEX_NAME).entries()]
  const primary = indexes.find(([name]) => name === 'PRIMARY')?.[1]
  const options: readonly (readonly [string, string | null])[] = [
    ['type', table.TABLE_TYPE === 'BASE TABLE' ? null : table.TABLE_TYPE.toLowerCase()],
    ['engine', table.ENGINE],
    ['collation', table.TABLE_COLLATION],
    ['options', table.CREATE_OPTIONS || null],
    ['partitions', partitions.length === 0 ? null : partitions.map(partitionText).join('\n')],
  ]
  return {
    name: table.TABLE_NAME,
    columns: rows.columns.map((column) => readColumn(column, rows.isMariadb)),
    primaryKey: primary && readPrimaryKey(primary),
    uniques: [],
    checks: sortedByName(rows.checks.map(readCheck)),
    foreignKeys: readForeignKeys(rows),
    indexes: sortedByName(indexes.filter(([name]) => name !== 'PRIMARY').map(([name, parts]) => readIndex(name, parts))),
    comment: table.TABLE_COMMENT || undefined,
    options: Object.fromEntries(options.filter((entry): entry is readonly [string, string] => entry[1] !== null)),
  }
}

function readColumn(row: ColumnRow, isMariadb: boolean): CatalogColumn {
  const extra = row.EXTRA.toLowerCase()
  const onUpdate = /on update \S+/.exec(extra)?.[0]
  const value = isMariadb ? mariadbDefault(row) : mysqlDefault(row, extra)
  const written = [value, onUpdate].filter((part) => part !== undefined).join(' ')
  return {
    name: row.COLUMN_NAME,
    type: `${row.COLUMN_TYPE}${/\binvisible\b/.test(extra) ? ' invisible' : ''}${/without system versioning/.test(extra) ? ' without system versioning' : ''}`,
    nullable: row.IS_NULLABLE === 'YES',
    default: written === '' ? undefined : written,
    generated: row.GENERATION_EXPRESSION ? `${row.GENERATION_EXPRESSION} ${extra.includes('stored') ? 'stored' : 'virtual'}` : undefined,
    identity: extra.includes('auto_increment') ? 'auto_increment' : undefined,
    collation: row.COLLATION_NAME ?? undefined,
    comment: row.COLUMN_COMMENT || undefined,
  }
}

/** MariaDB answers the text `NULL` for a column that may be null and has no default of its own. */
const mariadbDefault = (row: ColumnRow): string | undefined =>
  row.COLUMN_DEFAULT === null || row.COLUMN_DEFAULT === 'NULL' ? undefined : row.COLUMN_DEFAULT

/** MySQL answers texts without quotes, and marks expressions. */
function mysqlDefault(row: ColumnRow, extra: string): string | undefined {
  if (row.COLUMN_DEFAULT === null) return undefined
  return extra.includes('default_generated') ? row.COLUMN_DEFAULT : literal(row.COLUMN_DEFAULT)
}

const readPrimaryKey = (parts: readonly IndexRow[]): CatalogKey => ({
  name: undefined,
  columns: parts.map(indexPart),
  options: indexOptions(parts),
})

function readIndex(name: string, parts: readonly IndexRow[]): CatalogIndex {
  const [first] = parts
  const { comment, hidden } = indexOptions(parts)
  return {
    name,
    columns: parts.map(indexPart),
    unique: Number(first?.NON_UNIQUE) === 0,
    where: undefined,
    method: [first?.INDEX_TYPE, hidden, comment].filter((part) => part !== undefined).join(' '),
    valid: true,
  }
}

function indexPart(row: IndexRow): string {
  const prefix = row.SUB_PART === null || row.SUB_PART === undefined ? '' : `(${Number(row.SUB_PART)})`
  return `${row.COLUMN_NAME ?? `(${row.EXPRESSION ?? ''})`}${prefix}${row.COLLATION === 'D' ? ' DESC' : ''}`
}

function indexOptions(parts: readonly IndexRow[]): Readonly<Record<string, string>> {
  const [first] = parts
  const isHidden = first?.IS_VISIBLE === 'NO' || first?.IGNORED === 'YES'
  return {
    ...(isHidden ? { hidden: 'ignored' } : {}),
    ...(first?.INDEX_COMMENT ? { comment: `comment ${literal(first.INDEX_COMMENT)}` } : {}),
  }
}

const readCheck = (row: CheckRow): CatalogTable['checks'][number] => ({
  name: row.CONSTRAINT_NAME,
  expression: `${row.CHECK_CLAUSE}${row.ENFORCED === 'NO' ? ' NOT ENFORCED' : ''}`,
})

function readForeignKeys({ references, rules, database }: TableRows): readonly CatalogForeignKey[] {
  const keys = [...groupBy(references, (row) => row.CONSTRAINT_NAME).entries()].map(([name, rows]): CatalogForeignKey => {
    const [first] = rows
    const rule = rules.find((candidate) => candidate.CONSTRAINT_NAME === name)
    const isForeign = first!.REFERENCED_TABLE_SCHEMA !== database
    return {
      name,
      columns: rows.map((row) => row.COLUMN_NAME),
      referencedTable: isForeign ? `${first!.REFERENCED_TABLE_SCHEMA}.${first!.REFERENCED_TABLE_NAME}` : first!.REFERENCED_TABLE_NAME,
      referencedColumns: rows.map((row) => row.REFERENCED_COLUMN_NAME),
      onUpdate: rule?.UPDATE_RULE ?? '',
      onDelete: rule?.DELETE_RULE ?? '',
      options: {},
    }
  })
  return sortedByName(keys)
}

const partitionText = (row: PartitionRow): string =>
  [
    row.PARTITION_NAME,
    row.PARTITION_METHOD,
    row.PARTITION_EXPRESSION,
    row.PARTITION_DESCRIPTION,
    row.SUBPARTITION_NAME,
    row.SUBPARTITION_METHOD,
    row.SUBPARTITION_EXPRESSION,
  ]
    .filter((part) => part !== null)
    .join(' ')
