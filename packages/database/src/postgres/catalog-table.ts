import type { CatalogColumn, CatalogForeignKey, CatalogIndex, CatalogKey, CatalogTable } from '@mig/core'
import type { ColumnRow, ConstraintRow, IndexRow } from './catalog-rows.js'

/** A column of the catalog. */
export function readColumn(row: ColumnRow): CatalogColumn {
  const isGenerated = row.generated !== ''
  return {
    name: row.name,
    type: row.type,
    nullable: row.nullable,
    default: isGenerated ? undefined : (row.expression ?? undefined),
    generated: isGenerated ? `${row.expression ?? ''} ${row.generated === 's' ? 'stored' : 'virtual'}` : undefined,
    identity: row.identity === '' ? undefined : `${row.identity === 'a' ? 'always' : 'by default'} ${row.identity_sequence ?? ''}`,
    collation: row.collation ?? undefined,
    comment: row.comment ?? undefined,
  }
}

/** A primary key or unique constraint. */
export const readKey = (row: ConstraintRow): CatalogKey => ({
  name: row.name,
  columns: row.columns ?? [],
  options: { ...timing(row), ...keyOptions(row.definition) },
})

/** A check, with `NOT VALID` and `NO INHERIT` behind its expression. */
export const readCheck = (row: ConstraintRow): CatalogTable['checks'][number] => ({
  name: row.name,
  expression: row.definition.replace(/^CHECK /, ''),
})

/** A foreign key. A table of another schema is named with it. */
export function readForeignKey(row: ConstraintRow): CatalogForeignKey {
  // `SET NULL (a)`: the columns that are set stand nowhere else.
  const setColumns = / ON DELETE SET (?:NULL|DEFAULT)( \(.*?\))/.exec(row.definition)?.[1] ?? ''
  return {
    name: row.name,
    columns: row.columns ?? [],
    referencedTable: row.same_schema && row.referenced_name !== null ? row.referenced_name : row.referenced_table,
    referencedColumns: row.referenced_columns ?? [],
    onUpdate: actions[row.on_update] ?? row.on_update,
    onDelete: `${actions[row.on_delete] ?? row.on_delete}${setColumns}`,
    options: { ...timing(row), ...(row.match === 's' ? {} : { match: row.match === 'f' ? 'full' : 'partial' }) },
  }
}

/** An index that belongs to no constraint. */
export const readIndex = (row: IndexRow): CatalogIndex => ({
  name: row.name,
  columns: row.columns,
  unique: row.is_unique,
  where: row.predicate ?? undefined,
  method: `${row.method}${row.nulls_not_distinct ? ' nulls not distinct' : ''}${row.storage === null ? '' : ` with (${row.storage})`}`,
  valid: row.valid,
})

const actions: Readonly<Record<string, string>> = { a: 'NO ACTION', r: 'RESTRICT', c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' }

const timing = (row: ConstraintRow): Readonly<Record<string, string>> => ({
  ...(row.deferrable ? { deferrable: row.deferred ? 'initially deferred' : 'initially immediate' } : {}),
  ...(row.validated ? {} : { validated: 'no' }),
})

function keyOptions(definition: string): Readonly<Record<string, string>> {
  const include = / INCLUDE \((.*?)\)(?: |$)/.exec(definition)?.[1]
  return {
    ...(definition.startsWith('UNIQUE NULLS NOT DISTINCT') ? { nulls: 'not distinct' } : {}),
    ...(include === undefined ? {} : { include }),
  }
}
