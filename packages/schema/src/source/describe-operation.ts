import type { Operation } from '../operation.js'

/** An operation in a few words, for a list of differences: `add column account.email`. */
export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'addColumn':
      return `add column ${operation.table}.${operation.name} (${typeText(operation.column)}${operation.column.nullable === false ? ', not null' : ''})`
    case 'dropColumn':
      return `drop column ${operation.table}.${operation.name}`
    case 'alterColumn':
      return `change column ${operation.table}.${operation.name}: ${changeText(operation)}`
    case 'createTable':
      return `create table ${operation.table} (${Object.keys(operation.columns).join(', ')})`
    case 'createIndex':
      return `create ${operation.index.unique ? 'unique ' : ''}index ${operation.name} on ${operation.table}`
    case 'dropIndex':
      return `drop index ${operation.name}${operation.table === undefined ? '' : ` on ${operation.table}`}`
    case 'createForeignKey':
      return `add foreign key ${operation.table} (${operation.foreignKey.columns.join(', ')}) to ${operation.foreignKey.references.table}`
    case 'createUniqueConstraint':
      return `add unique ${operation.table} (${operation.unique.columns.join(', ')})`
    case 'createCheckConstraint':
      return `add check ${operation.table}: ${operation.check.expression}`
    case 'createPrimaryKey':
      return `add primary key ${operation.table} (${operation.columns.join(', ')})`
    case 'dropConstraint':
      return `drop ${wordsOf(operation.constraint ?? 'constraint')}${operation.name === undefined ? '' : ` ${operation.name}`} of ${operation.table}`
    case 'batchAlterTable':
      return operation.operations.map((one) => describeOperation(one)).join('; ')
    case 'execute':
      return operation.text
    default:
      return `${wordsOf(operation.kind)} ${'name' in operation ? operation.name : operation.table}`
  }
}

/** Single differences: those of a batch one by one. */
export function describeOperations(operations: readonly Operation[]): readonly string[] {
  const single = operations.flatMap((operation): readonly Operation[] =>
    operation.kind === 'batchAlterTable' ? operation.operations : [operation],
  )
  return single.map((operation) => describeOperation(operation))
}

function typeText({
  type,
  length,
  precision,
  scale,
}: {
  readonly type: string
  readonly length?: number
  readonly precision?: number
  readonly scale?: number
}): string {
  const size = length ?? precision
  return size === undefined ? type : `${type}(${size}${scale === undefined ? '' : `,${scale}`})`
}

function changeText({ change, existing }: Extract<Operation, { kind: 'alterColumn' }>): string {
  const parts: string[] = []
  if (change.name !== undefined) parts.push(`name ${change.name}`)
  if (change.type !== undefined) parts.push(`${existing ? `${typeText(existing)} -> ` : ''}${typeText({ ...change, type: change.type })}`)
  if (change.nullable !== undefined) parts.push(change.nullable ? 'null' : 'not null')
  if (change.default !== undefined) parts.push(change.default === null ? 'no default' : `default ${valueText(change.default)}`)
  if (change.comment !== undefined) parts.push('comment')
  if (change.collation !== undefined) parts.push(change.collation === null ? 'default collation' : `collation ${change.collation}`)
  if (change.autoIncrement !== undefined) parts.push(change.autoIncrement ? 'numbered' : 'not numbered')
  return parts.join(', ')
}

const valueText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : JSON.stringify(value)
/** `createView` → `create view`. */
const wordsOf = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
