import { describe, expect, it } from 'vitest'
import { isMigError } from '@mig/core'
import { connect } from '@mig/database'
import { createOperations, sql } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { examples } from './examples.js'

/** What is refused, and where: the words of the page. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'createIndex: partial, on an expression': ['MariaDB', 'MySQL'],
  'alterColumn: using': ['MariaDB', 'MySQL', 'SQLite'],
  createExclusionConstraint: ['MariaDB', 'MySQL', 'SQLite'],
  createEnum: ['MariaDB', 'MySQL', 'SQLite'],
  alterEnum: ['MariaDB', 'MySQL', 'SQLite'],
  dropEnum: ['MariaDB', 'MySQL', 'SQLite'],
  createSequence: ['MySQL', 'SQLite'],
  dropSequence: ['MySQL', 'SQLite'],
}

type Script = (op: unknown, tag: typeof sql) => Promise<void>
// The page shows the text of what runs here.
const AsyncFunction = (async () => undefined).constructor as new (...parts: readonly string[]) => Script

for (const server of databases) {
  describe(`the examples of the page, one after the other on ${server.name}`, () => {
    it('run, or are refused with a code', async () => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        const { op, release } = await createOperations(session)
        for (const { title, source } of examples) {
          const failure: unknown = await new AsyncFunction('op', 'sql', source)(op, sql).catch((error: unknown) => error)
          const isRefused = refused[title]?.includes(server.name) ?? false
          if (isMigError(failure, 'MIG_OPERATION_UNSUPPORTED') && isRefused) continue
          if (failure !== undefined) throw new Error(title, { cause: failure })
          expect(isRefused, title).toBe(false)
        }
        await release()
      } finally {
        await created.dispose()
      }
    })
  })
}
