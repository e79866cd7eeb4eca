import { describe, expect, it } from 'vitest'
import { isMigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { reverseOf, runOperation, type Operation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { scenarios, schemaBefore } from './scenarios.js'

for (const server of databases) {
  describe(`an operation and its reverse on ${server.name}`, () => {
    for (const { title, operation, before: setUp = [], refused, noWayBack, undo = [], nothingToDo = [] } of scenarios) {
      it(title, async () => {
        const created = await server.create()
        try {
          await using database = await connect(created.url)
          await using session = await database.session()
          for (const one of schemaBefore) await runOperation(session, one)
          const code = refused?.[server.dialect]
          if (code === undefined) for (const one of setUp) await runOperation(session, one)
          const before = await database.inspect(session)
          const rows = await rowsOf(session)
          if (code !== undefined) {
            expect(await codeOf(session, operation)).toBe(code)
            expect(await database.inspect(session)).toEqual(before)
            return
          }
          await inTransaction(session, operation)
          if (noWayBack !== undefined) {
            expect(() => reverseOf(operation)).toThrow(/has no way back/)
            for (const one of undo) await runOperation(session, one)
            expect(await database.inspect(session)).toEqual(before)
            expect(await rowsOf(session)).toEqual(rows)
            return
          }
          const after = await database.inspect(session)
          if (!nothingToDo.includes(server.dialect)) expect(after).not.toEqual(before)
          await inTransaction(session, reverseOf(operation))
          expect(await database.inspect(session)).toEqual(before)
          if (!/^drop(?:Table|Column)/.test(operation.kind)) expect(await rowsOf(session)).toEqual(rows)
          await inTransaction(session, operation)
          expect(await database.inspect(session)).toEqual(after)
        } finally {
          await created.dispose()
        }
      })
    }
  })
}

async function inTransaction(session: Session, operation: Operation): Promise<void> {
  await session.begin()
  await runOperation(session, operation)
  if (session.inTransaction) await session.commit()
}

async function codeOf(session: Session, operation: Operation): Promise<string | undefined> {
  try {
    await session.begin()
    await runOperation(session, operation)
    return undefined
  } catch (error) {
    return isMigError(error) ? error.code : String(error)
  } finally {
    await session.rollback()
  }
}

async function rowsOf(session: Session): Promise<unknown> {
  const read = (table: string, order: string) => session.query(`SELECT * FROM ${table} ORDER BY ${order}`)
  return [await read('customer', 'id'), await read('item', 'id'), await read('keyless', 'a')]
}
