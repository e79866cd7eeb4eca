import { MigError, type Session, type SqlValue } from '@mig/core'
import { dialectSchemas } from './dialect-schemas.js'
import type { Operation, OperationOf } from './operation.js'
import { wrongArguments } from './refusals.js'
import { refuseWords } from './refuse-words.js'
import { send } from './send.js'

/**
 * Runs one operation on a session: the one path of everything that changes a schema, by hand (`op`), by comparison, or
 * written out (an offline session records what it is sent).
 *
 * What an operation would lose is looked for before its first statement. Offline there are no rows to look at: what is written then looks
 * for itself when it runs, and fails before it changes anything.
 *
 * @throws {MigError} `MIG_OPERATION_INVALID`, `MIG_OPERATION_UNSUPPORTED`, `MIG_DATA_LOSS`, `MIG_OFFLINE_READ`, `MIG_STATEMENT_FAILED`
 * @example
 * await runOperation(session, { kind: 'addColumn', table: 'account', name: 'email', column: { type: 'varchar', length: 255 } })
 */
export async function runOperation(session: Session, operation: Operation): Promise<void> {
  refuseWords(operation)
  const schema = dialectSchemas[session.dialect]
  switch (operation.kind) {
    case 'createTable':
      await send(session, schema.createTable(session, operation))
      for (const { name, ...index } of operation.options?.indexes ?? [])
        await send(session, [schema.createIndex(session, name, operation.table, index)])
      return
    case 'dropTable':
      return await send(session, [`DROP TABLE ${operation.ifExists ? 'IF EXISTS ' : ''}${session.quote(operation.table)}`])
    case 'renameTable':
      return await send(session, [`ALTER TABLE ${session.quote(operation.table)} RENAME TO ${session.quote(operation.name)}`])
    case 'commentTable':
      return await send(session, schema.commentTable(session, operation.table, operation.comment))
    case 'addColumn':
    case 'dropColumn':
    case 'alterColumn':
    case 'createPrimaryKey':
    case 'createForeignKey':
    case 'createUniqueConstraint':
    case 'createCheckConstraint':
    case 'createExclusionConstraint':
    case 'dropConstraint':
      return await schema.alterTable(session, operation.table, [operation])
    case 'createIndex':
      return await send(session, [schema.createIndex(session, operation.name, operation.table, operation.index)])
    case 'dropIndex':
      return await send(session, [schema.dropIndex(session, operation.name, operation)])
    case 'batchAlterTable':
      return await schema.alterTable(session, operation.table, operation.operations, operation.existing)
    case 'bulkInsert':
      return await bulkInsert(session, operation)
    case 'execute':
      await session.execute(operation.text, operation.values)
      return
    default:
      return await send(session, schema.object(session, operation))
  }
}

/** SQLite takes 999 values in one statement where it was built long ago. */
const mostValues = 900

async function bulkInsert(session: Session, { table, rows }: OperationOf<'bulkInsert'>): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const names = Object.keys(first)
  if (names.length === 0) throw wrongArguments('bulkInsert(table, [{ column: value, … }, …])')
  const head = `INSERT INTO ${session.quote(table)} (${names.map((name) => session.quote(name)).join(', ')}) VALUES `
  const perStatement = Math.max(1, Math.floor(mostValues / names.length))
  for (let from = 0; from < rows.length; from += perStatement) {
    const values: SqlValue[] = []
    const texts = rows.slice(from, from + perStatement).map((row, at) => {
      const strange = Object.keys(row).find((name) => !names.includes(name))
      const missing = names.find((name) => row[name] === undefined)
      if (strange !== undefined || missing !== undefined) throw unevenRow(table, from + at, strange, missing)
      return `(${names.map((name) => session.placeholder(values.push(row[name]!))).join(', ')})`
    })
    await session.execute(head + texts.join(', '), values)
  }
}

function unevenRow(table: string, at: number, strange: string | undefined, missing: string | undefined): MigError {
  const what = strange === undefined ? `has no '${missing}'` : `has '${strange}'`
  return new MigError(
    'MIG_OPERATION_INVALID',
    `row ${at + 1} for '${table}' ${what}, and the first one does${strange === undefined ? '' : ' not'}`,
    {
      details: { table, row: at },
      hint: 'Give every row the same columns; write null where there is no value.',
    },
  )
}
