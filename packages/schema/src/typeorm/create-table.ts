import type { Session } from '@mig/core'
import { Table, type QueryRunner } from 'typeorm'
import { defaultText } from '../column-text.js'
import type { ColumnDefinition, TableOptions } from '../definitions.js'
import { dialectSchemas } from '../dialect-schemas.js'

/**
 * Creates a table through TypeORM's `Table` and `QueryRunner.createTable`.
 *
 * TypeORM pastes types and defaults as they are given: types are checked and defaults are made literals before they
 * get there.
 */
export async function createTable(
  session: Session,
  runner: QueryRunner,
  name: string,
  columns: Readonly<Record<string, ColumnDefinition>>,
  options: TableOptions,
): Promise<void> {
  const schema = dialectSchemas[session.dialect]
  const table = new Table({
    name,
    columns: Object.entries(columns).map(([columnName, column]) => {
      const fallback = defaultText(session, column)
      return {
        name: columnName,
        type: column.autoIncrement ? 'integer' : schema.typeOf(column),
        isNullable: column.primaryKey ? false : column.nullable !== false,
        isPrimary: column.primaryKey === true,
        isUnique: column.unique === true,
        ...(column.autoIncrement
          ? { isGenerated: true, generationStrategy: 'increment' as const, type: autoIncrementType(session, column) }
          : {}),
        ...(fallback === undefined ? {} : { default: fallback }),
        ...(column.comment === undefined ? {} : { comment: column.comment }),
      }
    }),
    uniques: (options.uniques ?? []).map((unique) => ({
      columnNames: [...unique.columns],
      ...(unique.name === undefined ? {} : { name: unique.name }),
    })),
    checks: (options.checks ?? []).map((check) => ({
      expression: check.expression,
      ...(check.name === undefined ? {} : { name: check.name }),
    })),
    foreignKeys: (options.foreignKeys ?? []).map((key) => ({
      columnNames: [...key.columns],
      referencedTableName: key.references.table,
      referencedColumnNames: [...key.references.columns],
      ...(key.name === undefined ? {} : { name: key.name }),
      ...(key.onDelete === undefined ? {} : { onDelete: key.onDelete }),
      ...(key.onUpdate === undefined ? {} : { onUpdate: key.onUpdate }),
    })),
    ...(options.comment === undefined ? {} : { comment: options.comment }),
  })
  await runner.createTable(table, options.ifNotExists === true)
}

/** TypeORM makes SERIAL, AUTO_INCREMENT and AUTOINCREMENT of these. */
function autoIncrementType(session: Session, column: ColumnDefinition): string {
  if (session.dialect === 'sqlite') return 'integer'
  return column.type === 'bigint' ? 'bigint' : session.dialect === 'mysql' ? 'int' : 'integer'
}
