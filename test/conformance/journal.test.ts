import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database, JournalEntry, Session } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'

const entry = (facts: Partial<JournalEntry>): JournalEntry => ({
  run: '0b0c7c1e-8f9d-4a6e-9d7e-3b1f5f3c2a11',
  revision: 'ae10',
  direction: 'upgrade',
  statement: 0,
  checksum: undefined,
  state: 'done',
  session: '17',
  host: 'web1',
  user: 'mig',
  engine: '0.1.0',
  startedAt: '2026-01-02T03:04:05.678Z',
  finishedAt: undefined,
  detail: undefined,
  ...facts,
})

for (const server of databases) {
  describe(`the journal on ${server.name}`, () => {
    let test: TestDatabase
    let database: Database
    let session: Session

    beforeEach(async () => {
      test = await server.create()
      database = await connect(test.url, { journalTable: 'Our "journal`' })
      session = await database.session()
    })

    afterEach(async () => {
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    it('is empty while its table does not exist, and creates nothing', async () => {
      expect(await database.journal.read(session)).toEqual([])
      expect(await database.journal.unfinished(session)).toEqual([])
      expect(await database.journal.read(session)).toEqual([])
    })

    it('gives back what was written, numbered, newest last', async () => {
      const full = entry({
        checksum: 'c'.repeat(64),
        state: 'failed',
        statement: 3,
        finishedAt: '2026-01-02T03:04:06.000Z',
        detail: "it's\na detail 🙂",
      })
      await database.journal.create(session)
      await database.journal.append(session, entry({}), full)
      const rows = await database.journal.read(session)
      expect(rows).toEqual([
        { ...entry({}), sequence: rows[0]!.sequence },
        { ...full, sequence: rows[1]!.sequence },
      ])
      expect(rows[1]!.sequence).toBeGreaterThan(rows[0]!.sequence!)
    })

    it('is created once, whatever it holds', async () => {
      await database.journal.create(session)
      await database.journal.append(session, entry({}))
      await database.journal.create(session)
      expect(await database.journal.read(session)).toHaveLength(1)
    })

    it('reads the newest rows of one revision', async () => {
      await database.journal.create(session)
      await database.journal.append(
        session,
        ...[1, 2, 3].flatMap((statement) => [entry({ statement }), entry({ statement, revision: 'AE10' })]),
      )
      const rows = await database.journal.read(session, { revision: 'ae10', limit: 2 })
      expect(rows.map((row) => [row.revision, row.statement])).toEqual([
        ['ae10', 2],
        ['ae10', 3],
      ])
    })

    it('is written with the transaction that it tells of', async () => {
      await database.journal.create(session)
      await session.begin()
      await database.journal.append(session, entry({}))
      await session.rollback()
      expect(await database.journal.read(session)).toEqual([])
    })

    it('shortens an error that no column could hold', async () => {
      await database.journal.create(session)
      await database.journal.append(session, entry({ detail: 'ü'.repeat(100_000), host: 'h'.repeat(400) }))
      const [row] = await database.journal.read(session)
      expect(row!.detail!.length).toBeGreaterThan(1000)
    })

    it('appends nothing without entries', async () => {
      await database.journal.append(session)
      expect(await database.journal.read(session)).toEqual([])
    })

    it('is not part of the schema', async () => {
      await database.journal.create(session)
      expect((await database.inspect(session)).tables).toEqual([])
    })

    describe('asked what is unfinished', () => {
      const states: readonly (readonly [string, readonly Partial<JournalEntry>[], readonly string[]])[] = [
        ['a step that finished', [{ statement: 1 }, { statement: 0 }], []],
        ['a step whose statements were never reported', [{ statement: 1 }, { statement: 2, state: 'intent' }], ['ae10']],
        ['a step that failed', [{ statement: 1 }, { statement: 2, state: 'failed' }, { statement: 0, state: 'failed' }], ['ae10']],
        [
          'a step whose first statement failed',
          [
            { statement: 1, state: 'intent' },
            { statement: 1, state: 'failed' },
            { statement: 0, state: 'failed' },
          ],
          [],
        ],
        [
          'such a step, tried again and killed',
          [
            { statement: 1, state: 'intent' },
            { statement: 1, state: 'failed' },
            { statement: 1, state: 'intent' },
          ],
          ['ae10'],
        ],
        ['an atomic step that failed', [{ statement: 0, state: 'failed' }], []],
        ['a step begun again after it finished', [{ statement: 1 }, { statement: 0 }, { statement: 1, direction: 'downgrade' }], ['ae10']],
        [
          'two steps',
          [
            { statement: 1, revision: 'b' },
            { statement: 1, revision: 'a' },
            { statement: 0, revision: 'c' },
          ],
          ['a', 'b'],
        ],
      ]
      it.each(states)('%s', async (_what, rows, revisions) => {
        await database.journal.create(session)
        for (const row of rows) await database.journal.append(session, entry(row))
        expect(await database.journal.unfinished(session)).toEqual(revisions)
      })
    })
  })
}
