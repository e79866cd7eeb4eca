import type { Session } from '@mig/core'
import type {
  CheckDefinition,
  Deferrable,
  ExclusionDefinition,
  ForeignKeyDefinition,
  TableOptions,
  UniqueDefinition,
} from './definitions.js'
import type { OperationOf, TableOperation } from './operation.js'

/** A constraint as it stands in CREATE TABLE and behind ADD: `CONSTRAINT "a" UNIQUE ("b")`. */
export const constraintText = {
  primaryKey: (session: Session, key: { readonly name?: string; readonly columns: readonly string[] }): string =>
    named(session, key.name, `PRIMARY KEY (${list(session, key.columns)})`),
  unique: (session: Session, unique: UniqueDefinition): string =>
    named(session, unique.name, `UNIQUE (${list(session, unique.columns)})${deferrableText(unique.deferrable)}`),
  check: (session: Session, check: CheckDefinition): string => named(session, check.name, `CHECK (${check.expression})`),
  foreignKey: (session: Session, key: ForeignKeyDefinition): string =>
    named(
      session,
      key.name,
      `FOREIGN KEY (${list(session, key.columns)}) REFERENCES ${session.quote(key.references.table)} (${list(session, key.references.columns)})${actionText('DELETE', key.onDelete)}${actionText('UPDATE', key.onUpdate)}${deferrableText(key.deferrable)}`,
    ),
  /** PostgreSQL's alone. */
  exclusion: (session: Session, exclusion: ExclusionDefinition): string => {
    if ('sql' in exclusion) return named(session, exclusion.name, exclusion.sql)
    const elements = exclusion.elements.map(
      (element) => `${'column' in element ? session.quote(element.column) : `(${element.expression})`} WITH ${element.with}`,
    )
    const where = exclusion.where === undefined ? '' : ` WHERE (${exclusion.where})`
    return named(session, exclusion.name, `EXCLUDE USING ${exclusion.using ?? 'btree'} (${elements.join(', ')})${where}`)
  },
}

/** Operations that add a constraint to a table. */
export type ConstraintOperation = OperationOf<
  'createPrimaryKey' | 'createForeignKey' | 'createUniqueConstraint' | 'createCheckConstraint' | 'createExclusionConstraint'
>

/** Whether an operation adds a constraint. */
export function isConstraintOperation(operation: TableOperation): operation is ConstraintOperation {
  return /^create(?:PrimaryKey|ForeignKey|\w+Constraint)$/.test(operation.kind)
}

/** The constraint that an operation adds. */
export function constraintOf(session: Session, operation: ConstraintOperation): string {
  switch (operation.kind) {
    case 'createPrimaryKey':
      return constraintText.primaryKey(session, operation)
    case 'createForeignKey':
      return constraintText.foreignKey(session, operation.foreignKey)
    case 'createUniqueConstraint':
      return constraintText.unique(session, operation.unique)
    case 'createCheckConstraint':
      return constraintText.check(session, operation.check)
    case 'createExclusionConstraint':
      return constraintText.exclusion(session, operation.exclusion)
  }
}

/** All constraints of a new table, primary key first. */
export function tableConstraints(session: Session, primaryKey: TableOptions['primaryKey'], options: TableOptions): readonly string[] {
  return [
    ...(primaryKey === undefined ? [] : [constraintText.primaryKey(session, primaryKey)]),
    ...(options.uniques ?? []).map((unique) => constraintText.unique(session, unique)),
    ...(options.checks ?? []).map((check) => constraintText.check(session, check)),
    ...(options.foreignKeys ?? []).map((key) => constraintText.foreignKey(session, key)),
    ...(options.exclusions ?? []).map((exclusion) => constraintText.exclusion(session, exclusion)),
  ]
}

/** The primary key of a new table, whether it was written at its columns or beside them. */
export function primaryKeyOf({ columns, options }: OperationOf<'createTable'>): TableOptions['primaryKey'] {
  if (options?.primaryKey !== undefined) return options.primaryKey
  const names = Object.entries(columns).flatMap(([name, column]) => (column.primaryKey ? [name] : []))
  return names.length === 0 ? undefined : { columns: names }
}

const list = (session: Session, columns: readonly string[]): string => columns.map((column) => session.quote(column)).join(', ')
const named = (session: Session, name: string | undefined, text: string): string =>
  name === undefined ? text : `CONSTRAINT ${session.quote(name)} ${text}`
const actionText = (event: 'DELETE' | 'UPDATE', action: string | undefined): string =>
  action === undefined ? '' : ` ON ${event} ${action}`
const deferrableText = (deferrable: Deferrable | undefined): string =>
  deferrable === undefined ? '' : ` DEFERRABLE ${deferrable.toUpperCase()}`
