import { MigError } from '@mig/core'
import type {
  ColumnDefinition,
  ExclusionDefinition,
  ForeignKeyDefinition,
  IndexDefinition,
  TableOptions,
  UniqueDefinition,
} from './definitions.js'
import type { Operation } from './operation.js'

const word = /^[A-Za-z_]\w*$/
const className = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?(?:\s*\([\w\s=,.]*\))?$/
const operator = /^(?:[-+*/<>=~!@#%^&|`?]+|OPERATOR\s*\(\s*[\w.]*[-+*/<>=~!@#%^&|`?]+\s*\))$/i
const action = /^(?:no action|restrict|cascade|set null|set default)$/i
const deferrable = /^initially (?:deferred|immediate)$/i
const identity = /^(?:always|by default)$/i
const clock = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\s*\(\s*\d?\s*\))?$/i

/**
 * Refuses what stands in a statement as a word of SQL and is none: such words are written as they are, without quotes around them. Names are
 * quoted and values bound; expressions, types, and members called `sql`, `where`, `using` of a column or `expression` are SQL by their meaning.
 *
 * @throws {MigError} `MIG_OPERATION_INVALID`
 */
export function refuseWords(operation: Operation): void {
  switch (operation.kind) {
    case 'createTable':
      for (const [name, column] of Object.entries(operation.columns)) refuseColumn(column, `column '${name}'`)
      return refuseOptions(operation.options ?? {})
    case 'addColumn':
      return refuseColumn(operation.column, `column '${operation.name}'`)
    case 'createIndex':
      return refuseIndex(operation.index, operation.name)
    case 'createForeignKey':
      return refuseForeignKey(operation.foreignKey)
    case 'createUniqueConstraint':
      return refuseUnique(operation.unique)
    case 'createExclusionConstraint':
      return refuseExclusionWords(operation.exclusion)
    case 'batchAlterTable':
      for (const one of operation.operations) refuseWords(one)
  }
}

function refuseOptions({ uniques = [], foreignKeys = [], indexes = [], exclusions = [] }: TableOptions): void {
  for (const unique of uniques) refuseUnique(unique)
  for (const key of foreignKeys) refuseForeignKey(key)
  for (const index of indexes) refuseIndex(index, index.name)
  for (const exclusion of exclusions) refuseExclusionWords(exclusion)
}

function refuseColumn(column: ColumnDefinition, where: string): void {
  check(column.identity, identity, `identity of ${where}`, "'always' or 'by default'")
  check(column.onUpdate, clock, `onUpdate of ${where}`, "'CURRENT_TIMESTAMP' or 'CURRENT_TIMESTAMP(6)'")
}

function refuseIndex({ using, columns }: IndexDefinition, name: string): void {
  check(using, word, `using of index '${name}'`, "a method such as 'gin' or 'hash'")
  for (const column of columns) {
    if (typeof column === 'object' && 'column' in column)
      check(column.opclass, className, `opclass of index '${name}'`, "a name such as 'text_pattern_ops'")
  }
}

function refuseForeignKey({ onDelete, onUpdate, deferrable: when, name = 'without a name' }: ForeignKeyDefinition): void {
  const actions = "'CASCADE', 'RESTRICT', 'SET NULL', 'SET DEFAULT' or 'NO ACTION'"
  check(onDelete, action, `onDelete of foreign key '${name}'`, actions)
  check(onUpdate, action, `onUpdate of foreign key '${name}'`, actions)
  check(when, deferrable, `deferrable of foreign key '${name}'`, deferrals)
}

function refuseUnique({ deferrable: when, name = 'without a name' }: UniqueDefinition): void {
  check(when, deferrable, `deferrable of unique constraint '${name}'`, deferrals)
}

function refuseExclusionWords(exclusion: ExclusionDefinition): void {
  if ('sql' in exclusion) return
  check(exclusion.using, word, 'using of an exclusion constraint', "a method such as 'gist'")
  for (const element of exclusion.elements) check(element.with, operator, 'with of an exclusion constraint', "an operator such as '&&'")
}

const deferrals = "'initially deferred' or 'initially immediate'"

function check(value: unknown, pattern: RegExp, what: string, choices: string): void {
  if (value === undefined || (typeof value === 'string' && pattern.test(value))) return
  throw new MigError('MIG_OPERATION_INVALID', `${what} is ${JSON.stringify(value)}, which is no such word`, {
    details: { what, value },
    hint: `It is ${choices}. Nothing was sent.`,
  })
}
