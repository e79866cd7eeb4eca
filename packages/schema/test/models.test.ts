import * as typeorm from 'typeorm'
import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import {
  catalogOfModels,
  compareSchemas,
  describeOperations,
  operationsSource,
  reverseOf,
  runOperation,
  type Operation,
} from '../src/index.js'
import { createOperations, sql } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { entitiesOf } from './entities.js'

for (const server of databases) {
  describe(`entities on ${server.name}`, () => {
    const all = entitiesOf(server.dialect)
    const models = (entities: readonly unknown[]) => ({ typeorm, options: { entities: entities as typeorm.EntitySchema[] } })

    it(`${all.length} with every type and option become operations; afterwards nothing differs, and the way back is whole`, async () => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        const wanted = await catalogOfModels(models(all), database)
        const empty = await database.inspect(session)
        const { operations, notes } = compareSchemas(empty, wanted)
        expect(notes).toEqual([])
        const { op } = await createOperations(session)
        await runSource(operationsSource(operations), op)
        const left = compareSchemas(await database.inspect(session), wanted)
        expect(describeOperations(left.operations)).toEqual([])
        expect(left).toEqual({ operations: [], notes: [] })
        await runSource(
          operationsSource(
            operations
              .filter(({ kind }) => kind !== 'execute')
              .map(reverseOf)
              .reverse(),
          ),
          op,
        )
        expect(await database.inspect(session)).toEqual(empty)
      } finally {
        await created.dispose()
      }
    })

    it('that are of another database, or none at all, are refused before anything is created', async () => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        const columns = { id: { type: 'int', primary: true } } as const
        const elsewhere = new typeorm.EntitySchema({ name: 'far', database: 'mig_elsewhere', columns })
        await expect(catalogOfModels(models([elsewhere]), database)).rejects.toMatchObject({
          code: 'MIG_MODELS_INVALID',
          message: "the entity far is of another database, 'mig_elsewhere'",
        })
        await expect(catalogOfModels({ typeorm, options: { entities: ['/nowhere/*.entity.js'] } }, database)).rejects.toMatchObject({
          code: 'MIG_MODELS_INVALID',
          message: 'the models name no entities',
        })
        const schema = new typeorm.EntitySchema({ name: 'side', schema: 'mig_elsewhere', columns })
        const outcome = await catalogOfModels(models([schema]), database).then(
          ({ tables }) => tables.map(({ name }) => name),
          ({ code, message }: { code: string; message: string }) => [code, message],
        )
        // The others have no schemas, and TypeORM leaves the word out.
        expect(outcome).toEqual(
          server.dialect === 'postgres'
            ? ['MIG_MODELS_INVALID', expect.stringMatching(/^the entity side is of the schema 'mig_elsewhere', and '\w+' is compared$/)]
            : ['side'],
        )
      } finally {
        await created.dispose()
      }
    })

    it('that TypeORM created itself differ in nothing', async () => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        const wanted = await catalogOfModels(models(all), database)
        const first = compareSchemas(await database.inspect(session), wanted).operations
        for (const operation of first) await runOperation(session, operation)
        expect(compareSchemas(await catalogOfModels(models(all), database), wanted)).toEqual({ operations: [], notes: [] })
      } finally {
        await created.dispose()
      }
    })
  })
}

/** Runs generated source, as a script's body is run. */
async function runSource(body: string, op: unknown): Promise<void> {
  const AsyncFunction = Object.getPrototypeOf(runSource).constructor as new (...args: string[]) => (op: unknown) => Promise<void>
  await new AsyncFunction('op', body)(op)
}

describe('the source of operations', () => {
  it('says what the operations say, whatever texts are in them', async () => {
    const odd = 'a`${1}"\'\\\n\u2028</script>'
    const operations: Operation[] = [
      {
        kind: 'createTable',
        table: odd,
        columns: { [odd]: { type: 'varchar', length: 3, default: odd, comment: odd }, ['__proto__']: { type: 'integer' } },
      },
      { kind: 'alterColumn', table: odd, name: odd, change: { default: sql(odd), name: odd } },
      { kind: 'bulkInsert', table: 'a', rows: [{ a: 1, b: null, c: true, d: odd, e: 12n, f: new Date(0), g: Buffer.from([0, 255]) }] },
      {
        kind: 'batchAlterTable',
        table: odd,
        operations: [
          { kind: 'dropColumn', table: odd, name: odd },
          { kind: 'dropConstraint', table: odd, name: odd },
        ],
      },
      { kind: 'createView', name: odd, view: { query: odd, materialized: true } },
    ]
    const { recordOperations } = await import('../src/record-operations.js')
    await using database = await connect('sqlite::memory:')
    await using session = await database.session()
    const recorded = await recordOperations(session, (op) => runSource(operationsSource(operations), op))
    expect(recorded).toEqual(operations)
  })
})
