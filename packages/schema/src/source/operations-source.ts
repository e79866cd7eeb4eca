import type { Operation, TableOperation } from '../operation.js'
import { SqlExpression } from '../sql-expression.js'

/**
 * The body of `upgrade(op)` or `downgrade(op)` that runs operations, as source of TypeScript and JavaScript alike. Every text in it is written by
 * `JSON.stringify`, never inside a template.
 *
 * @example
 * operationsSource([{ kind: 'renameTable', table: 'a', name: 'b' }]) // 'await op.renameTable("a", "b")'
 */
export function operationsSource(operations: readonly Operation[]): string {
  return operations.map((operation) => `await ${callOf(operation)}`).join('\n')
}

function callOf(operation: Operation): string {
  const call = (method: string, ...args: readonly unknown[]): string =>
    `op.${method}(${argumentsSource(args, `await op.${method}`.length)})`
  switch (operation.kind) {
    case 'createTable':
      return call('createTable', operation.table, operation.columns, operation.options)
    case 'dropTable':
      return call('dropTable', operation.table, given({ ifExists: operation.ifExists }))
    case 'renameTable':
      return call('renameTable', operation.table, operation.name)
    case 'commentTable':
      return call('commentTable', operation.table, operation.comment ?? null)
    case 'createView': {
      const { query, ...options } = operation.view
      return call('createView', operation.name, query, given(options))
    }
    case 'dropView':
      return call('dropView', operation.name, given({ materialized: operation.materialized, ifExists: operation.ifExists }))
    case 'createEnum':
      return call('createEnum', operation.name, operation.values)
    case 'alterEnum':
      return call('alterEnum', operation.name, operation.change)
    case 'dropEnum':
      return call('dropEnum', operation.name, given({ ifExists: operation.ifExists }))
    case 'createSequence':
      return call('createSequence', operation.name, operation.sequence)
    case 'dropSequence':
      return call('dropSequence', operation.name, given({ ifExists: operation.ifExists }))
    case 'bulkInsert':
      return call('bulkInsert', operation.table, operation.rows)
    case 'execute':
      return call('execute', operation.text, ...(operation.values?.length ? [operation.values] : []))
    case 'batchAlterTable':
      return batchSource(operation.table, operation.operations)
    default:
      return tableCall(operation, (method, args) => call(method, ...args))
  }
}

/** A call on a table: of `op` with the table's name, or of the table in a batch without it. */
function tableCall(operation: TableOperation, call: (method: string, args: readonly unknown[]) => string, inBatch = false): string {
  const on = inBatch ? [] : [operation.table]
  switch (operation.kind) {
    case 'addColumn':
      return call('addColumn', [...on, operation.name, operation.column, given({ ifNotExists: operation.ifNotExists })])
    case 'dropColumn':
      return call('dropColumn', [...on, operation.name, given({ ifExists: operation.ifExists })])
    case 'alterColumn':
      return call('alterColumn', [...on, operation.name, { ...operation.change, existing: operation.existing }])
    case 'createIndex':
      return call('createIndex', inBatch ? [operation.name, operation.index] : [operation.name, operation.table, operation.index])
    case 'dropIndex': {
      const { table, ifExists, concurrently } = operation
      return call('dropIndex', [operation.name, ...(inBatch ? [] : [given({ table, ifExists, concurrently })])])
    }
    case 'createPrimaryKey':
      return call('createPrimaryKey', [...on, operation.columns, given({ name: operation.name })])
    case 'createForeignKey':
      return call('createForeignKey', [...on, operation.foreignKey])
    case 'createUniqueConstraint':
      return call('createUniqueConstraint', [...on, operation.unique])
    case 'createCheckConstraint':
      return call('createCheckConstraint', [...on, operation.check])
    case 'createExclusionConstraint':
      return call('createExclusionConstraint', [...on, operation.exclusion])
    case 'dropConstraint': {
      const { name, constraint, ifExists, existing } = operation
      const isNameless = name === undefined && constraint !== 'primaryKey'
      return call('dropConstraint', [...on, name, given({ type: constraint, ifExists, existing: isNameless ? existing : undefined })])
    }
  }
}

function batchSource(table: string, operations: readonly TableOperation[]): string {
  const lines = operations.map((operation) =>
    tableCall(
      operation,
      (method, args) => `  table.${method}(${argumentsSource(args, `  table.${method}`.length).replaceAll('\n', '\n  ')})`,
      true,
    ),
  )
  return `op.batchAlterTable(${text(table)}, (table) => {\n${lines.join('\n')}\n})`
}

const width = 110

/** Arguments in one line where they fit; trailing ones that say nothing are left out. */
function argumentsSource(args: readonly unknown[], indent: number): string {
  const last = args.findLastIndex((value) => value !== undefined)
  const written = args.slice(0, last + 1)
  const line = written.map((value) => valueSource(value)).join(', ')
  if (line.length + indent + 2 <= width) return line
  return written
    .map((value, at) => {
      const short = valueSource(value)
      return at === written.length - 1 || short.length > width / 2 ? valueSource(value, '') : short
    })
    .join(', ')
}

/**
 * A value as source.
 *
 * @param margin given: objects and lists go over several lines, indented by it
 */
function valueSource(value: unknown, margin?: string): string {
  if (value instanceof SqlExpression) return `op.sql(${text(value.text)})`
  if (typeof value === 'string') return text(value)
  if (value instanceof Date) return `new Date(${text(value.toISOString())})`
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return `Buffer.from(${text(Buffer.from(value).toString('hex'))}, "hex")`
  if (typeof value !== 'object' || value === null) return String(value)
  const isList = Array.isArray(value)
  const inner = margin === undefined ? undefined : `${margin}  `
  const members = isList
    ? value.map((member) => [undefined, member] as const)
    : Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, member] as const]))
  const render = (deep: string | undefined): readonly string[] =>
    members.map(([key, member]) => {
      const short = valueSource(member)
      const fits = deep === undefined || short.length + deep.length + (key?.length ?? 0) + 3 <= width
      return `${key === undefined ? '' : `${keySource(key)}: `}${fits ? short : valueSource(member, deep)}`
    })
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (members.length === 0) return open + close
  if (inner === undefined) return isList ? `[${render(undefined).join(', ')}]` : `{ ${render(undefined).join(', ')} }`
  return `${open}\n${render(inner)
    .map((line) => `${inner}${line},\n`)
    .join('')}${margin}${close}`
}

/** Both line separators end a line in older readers of JavaScript. */
const text = (value: string): string => JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** `__proto__` without brackets would set the prototype. */
function keySource(key: string): string {
  if (key === '__proto__') return '["__proto__"]'
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key)
}

/** An object of the members that say something; nothing when none does. */
function given(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
