import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import type { Catalog, Session } from '@mig/core'
import { compareSchemas, reverseOf, runOperation, type Operation } from '../src/index.js'
import { databases, type TestServer } from '../../../test/support/servers.js'
import { scenarios, schemaBefore } from './scenarios.js'

/** Rows, and what only the database has. */
const notCompared: ReadonlySet<Operation['kind']> = new Set([
  'bulkInsert',
  'execute',
  'renameTable',
  'createSequence',
  'dropSequence',
  'dropView',
])

for (const server of databases) {
  describe(`the difference of two schemas on ${server.name}`, () => {
    const fit = scenarios.filter(
      ({ operation, refused }) =>
        refused?.[server.dialect] === undefined &&
        !notCompared.has(operation.kind) &&
        // A value with a new name is one that is lost, and another one.
        !(operation.kind === 'alterEnum' && operation.change.rename),
    )
    for (const { title, operation, before: setUp = [], noWayBack, nothingToDo = [] } of fit) {
      // A new name is an old column that is gone and another one that is new, unless somebody says so.
      const isRename = operation.kind === 'alterColumn' && operation.change.name !== undefined
      it(`${title}: is found, makes one of the other, and back`, async () => {
        const [one, other] = [await server.create(), await server.create()]
        try {
          await using database = await connect(one.url)
          await using wanted = await connect(other.url)
          await using session = await database.session()
          await using otherSession = await wanted.session()
          await run(session, [...schemaBefore, ...setUp])
          await run(otherSession, [...schemaBefore, ...setUp, operation])
          const [before, after] = [await database.inspect(session), await wanted.inspect(otherSession)]
          const { operations, notes } = compareSchemas(before, after)
          expect(notes).toEqual([])
          expect(operations.length > 0).toBe(!nothingToDo.includes(server.dialect))
          await run(session, operations)
          expectAlike(await database.inspect(session), after)
          if (isRename || noWayBack !== undefined) return
          await run(session, operations.map(reverseOf).reverse())
          // What comes back comes last; a server names what has no name of its own.
          expectAlike(await database.inspect(session), before)
        } finally {
          await one.dispose()
          await other.dispose()
        }
      })
    }

    it('a generated column has another expression: it goes, what it is made of changes, and it comes back', async () => {
      await between(
        server,
        (expression, type) => [
          {
            kind: 'createTable',
            table: 'box',
            columns: {
              id: { type: 'integer', primaryKey: true },
              width: { type, nullable: false },
              double_width: { type: 'bigint', generated: { expression, stored: true } },
            },
          },
          { kind: 'bulkInsert', table: 'box', rows: [{ id: 1, width: 3 }] },
        ],
        [
          ['width * 2', 'integer'],
          ['width * 2 + 1', 'bigint'],
        ],
        async (session) => Number((await session.query<{ double_width: number }>('SELECT double_width FROM box'))[0]!.double_width),
        [6, 7],
      )
    })

    it('a column has a collation of its own, another one, or none', async () => {
      const collations = { postgres: ['C', 'POSIX'], mysql: ['utf8mb4_bin', 'utf8mb4_unicode_ci'], sqlite: ['NOCASE', 'RTRIM'] }
      const [one, other] = collations[server.dialect]
      const make = (collation: string | undefined): readonly Operation[] => [
        { kind: 'createTable', table: 'word', columns: { said: { type: 'text', ...(collation === undefined ? {} : { collation }) } } },
      ]
      for (const [from, to] of [
        [undefined, one],
        [one, undefined],
        [one, other],
      ] as const)
        await between(
          server,
          (collation) => make(collation),
          [[from], [to]],
          () => Promise.resolve(0),
          [0, 0],
        )
    })
  })
}

describe('exclusion constraints', () => {
  const postgres = databases.find(({ dialect }) => dialect === 'postgres')!
  for (const definition of [
    'USING gist (net inet_ops WITH &&)',
    'USING gist (during WITH &&) DEFERRABLE INITIALLY DEFERRED',
    "USING gist (during WITH &&, net inet_ops WITH =) WHERE ((a > (1 + (2 * b))) AND (t <> ') WHERE ('))",
    'USING gist (box(point(a, b), point((a + (b * 2)), b)) WITH &&)',
  ])
    it(`${definition}: is found, made, and comes back`, async () => {
      const table = 'CREATE TABLE held (a integer, b integer, t text, net inet, during tsrange)'
      const add = `ALTER TABLE held ADD CONSTRAINT apart EXCLUDE ${definition}`
      const run = (...texts: readonly string[]) => texts.map((text): Operation => ({ kind: 'execute', text }))
      const count = async (session: Session) => (await session.query("SELECT 1 FROM pg_constraint WHERE conname = 'apart'")).length
      await between(postgres, run, [[table], [table, add]], count, [0, 1])
      await between(postgres, run, [[table, add], []], count, [1, 0])
    })
})

/** Two schemas that are made with other words: one becomes the other, and comes back. */
async function between<Words extends readonly (string | undefined)[], Answer>(
  server: TestServer,
  make: (...words: Words) => readonly Operation[],
  words: readonly [Words, Words],
  ask: (session: Session) => Promise<Answer>,
  answers: readonly [Answer, Answer],
): Promise<void> {
  const [one, other] = [await server.create(), await server.create()]
  try {
    await using database = await connect(one.url)
    await using wanted = await connect(other.url)
    await using session = await database.session()
    await using otherSession = await wanted.session()
    await run(session, make(...words[0]))
    await run(otherSession, make(...words[1]))
    const [before, after] = [await database.inspect(session), await wanted.inspect(otherSession)]
    const { operations, notes } = compareSchemas(before, after)
    expect(notes).toEqual([])
    expect(await ask(session)).toEqual(answers[0])
    await run(session, operations)
    expectAlike(await database.inspect(session), after)
    expect(await ask(session)).toEqual(answers[1])
    await run(session, operations.map(reverseOf).reverse())
    expectAlike(await database.inspect(session), before)
    expect(await ask(session)).toEqual(answers[0])
  } finally {
    await one.dispose()
    await other.dispose()
  }
}

function expectAlike(actual: Catalog, expected: Catalog): void {
  expect(compareSchemas(actual, expected)).toEqual({ operations: [], notes: [] })
  expect(compareSchemas(expected, actual)).toEqual({ operations: [], notes: [] })
}

async function run(session: Session, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await runOperation(session, operation)
}
