import type { CatalogColumn, CatalogTable, Dialect } from '@mig/core'
import type { ColumnDefinition } from '../definitions.js'
import { dialectSchemas } from '../dialect-schemas.js'
import type { ColumnChange, OperationOf } from '../operation.js'
import { takesCollation } from '../takes-collation.js'

/** What differs between the columns of two tables of one name. */
export interface ColumnChanges {
  readonly added: readonly OperationOf<'addColumn'>[]
  readonly altered: readonly OperationOf<'alterColumn'>[]
  readonly dropped: readonly OperationOf<'dropColumn'>[]
  /** Generated columns with another expression: each goes before the columns that it is made of change, and comes back after. */
  readonly remade: { readonly dropped: readonly OperationOf<'dropColumn'>[]; readonly added: readonly OperationOf<'addColumn'>[] }
}

/** Compares the columns of two tables by their names; their order does not count. */
export function compareColumns(dialect: Dialect, old: CatalogTable, fresh: CatalogTable, notes: string[]): ColumnChanges {
  const { column: define } = dialectSchemas[dialect].fromCatalog
  const [before, after] = [old, fresh].map(({ columns }) => new Map(columns.map((column) => [column.name, column])))
  const table = old.name
  const added = fresh.columns.filter(({ name }) => !before!.has(name)).map((column) => add(column, fresh))
  const dropped = old.columns.filter(({ name }) => !after!.has(name)).map((column) => drop(column))
  const altered: OperationOf<'alterColumn'>[] = []
  const remade = { dropped: [] as OperationOf<'dropColumn'>[], added: [] as OperationOf<'addColumn'>[] }
  for (const column of old.columns) {
    const other = after!.get(column.name)
    if (!other) continue
    if (column.generated !== other.generated) {
      // A generated column holds nothing of its own: it is made anew.
      if (column.generated !== undefined && other.generated !== undefined) {
        remade.dropped.push(drop(column))
        remade.added.push(add(other, fresh))
      } else
        notes.push(
          `${table}.${column.name} is ${other.generated === undefined ? 'no longer' : 'now'} a generated column: write this step by hand`,
        )
      continue
    }
    const change = changeOf(column, other)
    if (change) altered.push({ kind: 'alterColumn', table, name: column.name, change, existing: existingOf(column, change) })
  }
  return { added, altered, dropped, remade }

  function add(column: CatalogColumn, of: CatalogTable): OperationOf<'addColumn'> {
    return { kind: 'addColumn', table, name: column.name, column: define(column, of) }
  }

  function drop(column: CatalogColumn): OperationOf<'dropColumn'> {
    return { kind: 'dropColumn', table, name: column.name, existing: define(column, old) }
  }

  /** A definition leaves the collation of the table out, which has to come back all the same. */
  function existingOf(column: CatalogColumn, change: ColumnChange): ColumnDefinition {
    const isLeftOut = change.collation !== undefined && column.collation !== undefined
    return { ...(isLeftOut ? { collation: column.collation } : {}), ...define(column, old) }
  }

  function changeOf(column: CatalogColumn, other: CatalogColumn): ColumnChange | undefined {
    const [was, is] = [define(column, old), define(other, fresh)]
    const { type, native, length, precision, scale } = is
    const sizes = {
      ...(length === undefined ? {} : { length }),
      ...(precision === undefined ? {} : { precision }),
      ...(scale === undefined ? {} : { scale }),
    }
    if (column.identity !== other.identity && (was.identity !== undefined || is.identity !== undefined))
      notes.push(
        `${table}.${column.name} is numbered otherwise (${column.identity ?? 'not'}; ${other.identity ?? 'not'}): write this step by hand`,
      )
    const isTyped = (['type', 'native', 'length', 'precision', 'scale'] as const).some((key) => was[key] !== is[key])
    // A type that takes none has lost its collation with the type.
    const hasDefault = other.collation === undefined && isTyped && !takesCollation(type)
    const collation = column.collation === other.collation || hasDefault ? undefined : (is.collation ?? other.collation ?? null)
    const change: ColumnChange = {
      ...(isTyped ? { type, ...(native === undefined ? {} : { native }), ...sizes } : {}),
      ...(column.nullable === other.nullable ? {} : { nullable: other.nullable }),
      ...(sameDefault(column.default, other.default) || is.autoIncrement || was.autoIncrement ? {} : { default: is.default ?? null }),
      ...(column.comment === other.comment ? {} : { comment: other.comment ?? null }),
      ...(collation === undefined ? {} : { collation }),
      ...((was.autoIncrement ?? false) === (is.autoIncrement ?? false) ? {} : { autoIncrement: is.autoIncrement ?? false }),
    }
    return Object.keys(change).length === 0 ? undefined : change
  }
}

/** The sequence of a serial column bears the name that its table had at first. */
function sameDefault(left: string | undefined, right: string | undefined): boolean {
  const isSerial = (text: string | undefined): boolean => text !== undefined && text.startsWith('nextval(')
  // PostgreSQL's two words for the beginning of the transaction, of which TypeORM writes one for the other.
  const spelled = (text: string | undefined): string | undefined => (text === 'CURRENT_TIMESTAMP' ? 'now()' : text)
  return spelled(left) === spelled(right) || (isSerial(left) && isSerial(right))
}
