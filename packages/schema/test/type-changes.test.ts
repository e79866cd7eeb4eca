import { describe, expect, it } from 'vitest'
import { isMigError, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { textsOf, titleOf, typeChanges, type TypeChange } from './type-changes.js'

for (const server of databases) {
  const changes = typeChanges[server.dialect]
  describe(`${changes.length} changes of a column on ${server.name}`, () => {
    for (const [index, change] of changes.entries()) {
      it(`${titleOf(change)} (${index + 1})`, async () => {
        const created = await server.create()
        try {
          await using database = await connect(created.url)
          await using session = await database.session()
          await runOperation(session, {
            kind: 'createTable',
            table: 't',
            columns: { id: { type: 'integer', primaryKey: true }, c: change.from },
          })
          for (const [at, value] of change.values.entries()) await session.execute(`INSERT INTO t (id, c) VALUES (${at + 1}, ${value})`)
          const before = await textsOf(session, 'c')
          const schemaBefore = await database.inspect(session)
          const failure = await alter(session, change)
          if (change.outcome === 'refused') {
            expect(failure, 'it was done').toMatch(/^(?:MIG_DATA_LOSS|MIG_STATEMENT_FAILED)$/)
            expect(await database.inspect(session)).toEqual(schemaBefore)
            expect(await textsOf(session, 'c')).toEqual(before)
            return
          }
          expect(failure).toBeUndefined()
          const name = change.change.name ?? 'c'
          expect(await textsOf(session, name)).toEqual(change.outcome === 'kept' ? before : change.outcome)
        } finally {
          await created.dispose()
        }
      })
    }
  })
}

async function alter(session: Session, { change }: TypeChange): Promise<string | undefined> {
  const { transactionalDdl } = session.capabilities
  if (transactionalDdl) await session.begin()
  try {
    await runOperation(session, { kind: 'alterColumn', table: 't', name: 'c', change })
    if (transactionalDdl) await session.commit()
    return undefined
  } catch (error) {
    if (transactionalDdl) await session.rollback()
    return isMigError(error) ? error.code : String(error)
  }
}
