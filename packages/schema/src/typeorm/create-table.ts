import { isMigError, MigError, type Session } from '@mig/core'
import { QueryFailedError, Table, type QueryRunner } from 'typeorm'
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
  if (name.includes('.')) {
    throw new MigError('MIG_OPERATION_INVALID', `a table cannot be called '${name}': TypeORM reads a point as the end of a schema's name`, {
      details: { table: name },
      hint: 'Create it in the schema of the connection, or with op.execute.',
    })
  }
  const safe = (identifier: string) => doubledQuotes(session, identifier)
  const table = new Table({
    name: safe(name),
    columns: Object.entries(columns).map(([columnName, column]) => {
      const fallback = defaultText(session, column)
      return {
        name: safe(columnName),
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
      columnNames: unique.columns.map(safe),
      ...(unique.name === undefined ? {} : { name: safe(unique.name) }),
    })),
    checks: (options.checks ?? []).map((check) => ({
      expression: check.expression,
      ...(check.name === undefined ? {} : { name: safe(check.name) }),
    })),
    foreignKeys: (options.foreignKeys ?? []).map((key) => ({
      columnNames: key.columns.map(safe),
      referencedTableName: safe(key.references.table),
      referencedColumnNames: key.references.columns.map(safe),
      ...(key.name === undefined ? {} : { name: safe(key.name) }),
      ...(key.onDelete === undefined ? {} : { onDelete: key.onDelete }),
      ...(key.onUpdate === undefined ? {} : { onUpdate: key.onUpdate }),
    })),
    ...(options.comment === undefined ? {} : { comment: options.comment }),
  })
  try {
    await runner.createTable(table, options.ifNotExists === true)
  } catch (error) {
    // TypeORM wraps what the session said; the session said it better.
    throw error instanceof QueryFailedError && isMigError(error.driverError) ? error.driverError : error
  }
}

/** TypeORM puts names between quotes as they are: a quote in one has to be doubled before. */
function doubledQuotes(session: Session, identifier: string): string {
  const quote = session.quote('a')[0]!
  return identifier.replaceAll(quote, quote + quote)
}

/** TypeORM makes SERIAL, AUTO_INCREMENT and AUTOINCREMENT of these. */
function autoIncrementType(session: Session, column: ColumnDefinition): string {
  if (session.dialect === 'sqlite') return 'integer'
  return column.type === 'bigint' ? 'bigint' : session.dialect === 'mysql' ? 'int' : 'integer'
}
