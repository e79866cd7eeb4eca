import fc from 'fast-check'
import * as typeorm from 'typeorm'
import { describe, expect, it } from 'vitest'
import type { Dialect, Session } from '@mig/core'
import { connect } from '@mig/database'
import { catalogOfModels, compareSchemas, describeOperations, reverseOf, runOperation, type Operation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'

/** Pairs of models for each database; 200 with `MIG_MODELS_LONG=1`. */
const seed = Number(process.env['SEED'] ?? 20261126)
const count = process.env['MIG_MODELS_LONG'] === '1' ? 200 : 4

type Column = typeorm.EntitySchemaColumnOptions

/** Types between which a column may change where there are no rows, and defaults that all of them take. */
const families: Readonly<
  Record<Dialect, readonly { readonly types: readonly Partial<Column>[]; readonly defaults: readonly Column['default'][] }[]>
> = {
  postgres: [
    {
      types: [{ type: 'varchar', length: 20 }, { type: 'varchar', length: 50 }, { type: 'text' }, { type: 'char', length: 8 }],
      defaults: ['a', "b''c", () => "'d' || 'e'"],
    },
    { types: [{ type: 'smallint' }, { type: 'int' }, { type: 'bigint' }], defaults: [0, -7, () => '1 + 1'] },
    {
      types: [{ type: 'decimal', precision: 10, scale: 2 }, { type: 'decimal', precision: 12, scale: 4 }, { type: 'double precision' }],
      defaults: [1.5, 0],
    },
    {
      types: [{ type: 'timestamp' }, { type: 'timestamptz' }, { type: 'timestamp', precision: 3 }],
      defaults: [() => 'now()', '2026-01-02 03:04:05'],
    },
    { types: [{ type: 'boolean' }], defaults: [true, false] },
    { types: [{ type: 'jsonb' }, { type: 'json' }], defaults: [{ a: 1 }] },
    { types: [{ type: 'enum', enum: ['x', 'y'] }], defaults: ['x', 'y'] },
  ],
  mysql: [
    {
      types: [
        { type: 'varchar', length: 20 },
        { type: 'varchar', length: 50 },
        { type: 'char', length: 8 },
      ],
      defaults: ['a', "b''c"],
    },
    { types: [{ type: 'smallint' }, { type: 'int' }, { type: 'bigint' }, { type: 'int', unsigned: true }], defaults: [0, 7] },
    {
      types: [{ type: 'decimal', precision: 10, scale: 2 }, { type: 'decimal', precision: 12, scale: 4 }, { type: 'double' }],
      defaults: [1.5, 0],
    },
    { types: [{ type: 'datetime' }, { type: 'datetime', precision: 6 }], defaults: ['2026-01-02 03:04:05'] },
    { types: [{ type: 'tinyint', width: 1 }], defaults: [1, 0] },
    { types: [{ type: 'json' }], defaults: [] },
    {
      types: [
        { type: 'enum', enum: ['x', 'y'] },
        { type: 'enum', enum: ['x', 'y', 'z'] },
      ],
      defaults: ['x', 'y'],
    },
  ],
  sqlite: [
    {
      types: [{ type: 'varchar', length: 20 }, { type: 'varchar', length: 50 }, { type: 'text' }],
      defaults: ['a', "b''c", () => "'d' || 'e'"],
    },
    { types: [{ type: 'smallint' }, { type: 'int' }, { type: 'bigint' }], defaults: [0, -7, () => '1 + 1'] },
    { types: [{ type: 'decimal', precision: 10, scale: 2 }, { type: 'double' }], defaults: [1.5, 0] },
    { types: [{ type: 'datetime' }, { type: 'date' }], defaults: [() => 'CURRENT_TIMESTAMP', '2026-01-02'] },
    { types: [{ type: 'boolean' }], defaults: [true, false] },
  ],
}

interface Table {
  readonly name: string
  readonly columns: Readonly<Record<string, Column>>
  readonly unique: readonly string[] | undefined
  readonly index: { readonly columns: readonly string[]; readonly unique: boolean } | undefined
  readonly check: number | undefined
  /** The table that it refers to. */
  readonly parent: string | undefined
  readonly onDelete: 'CASCADE' | 'SET NULL' | 'RESTRICT'
}

/** Tables t0 … t2 of columns c0 … c5, whose families go by their numbers, so that two models have much in common. */
function tablesOf(dialect: Dialect): fc.Arbitrary<readonly Table[]> {
  const column = (at: number): fc.Arbitrary<Column> => {
    const family = families[dialect][at % families[dialect].length]!
    return fc
      .record({
        type: fc.constantFrom(...family.types),
        nullable: fc.boolean(),
        default: fc.option(family.defaults.length === 0 ? fc.constant(undefined) : fc.constantFrom(...family.defaults), { nil: undefined }),
        comment: fc.option(fc.constantFrom("a 'comment'", 'another'), { nil: undefined }),
      })
      .map(
        ({ type, ...rest }) =>
          ({ ...type, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }) as Column,
      )
  }
  const table = (at: number): fc.Arbitrary<Table> =>
    fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2 }).chain((numbers) => {
      const names = numbers.map((number) => `c${number}`)
      // Long texts and JSON make no keys on MySQL.
      const keys = names.filter((name) => /[01]/.test(name))
      return fc.record({
        name: fc.constant(`t${at}`),
        columns: fc.tuple(...numbers.map(column)).map((columns) => Object.fromEntries(columns.map((one, index) => [names[index]!, one]))),
        unique: fc.option(fc.subarray(keys, { minLength: Math.min(1, keys.length) }), { nil: undefined }),
        index: fc.option(fc.record({ columns: fc.subarray(keys, { minLength: Math.min(1, keys.length) }), unique: fc.boolean() }), {
          nil: undefined,
        }),
        check: fc.option(fc.nat(2), { nil: undefined }),
        parent: fc.option(fc.constantFrom('t0', 't1', 't2'), { nil: undefined }),
        onDelete: fc.constantFrom('CASCADE', 'SET NULL', 'RESTRICT'),
      })
    })
  return fc.tuple(table(0), table(1), table(2)).chain((tables) => fc.subarray([...tables], { minLength: 1 }))
}

function modelsOf(dialect: Dialect, tables: readonly Table[]) {
  const names = new Set(tables.map(({ name }) => name))
  const entities = tables.map(({ name, columns, unique, index, check, parent, onDelete }) => {
    const hasParent = parent !== undefined && names.has(parent)
    return new typeorm.EntitySchema<unknown>({
      name,
      columns: { id: { type: 'int', primary: true, generated: true }, ...columns },
      ...(unique?.length ? { uniques: [{ name: `u_${name}`, columns: [...unique] }] } : {}),
      ...(index?.columns.length ? { indices: [{ name: `i_${name}`, columns: [...index.columns], unique: index.unique }] } : {}),
      ...(check === undefined || dialect === 'mysql' ? {} : { checks: [{ expression: `id > ${check}` }] }),
      ...(hasParent ? { relations: { parent: { type: 'many-to-one', target: parent, joinColumn: { name: 'parent_id' }, onDelete } } } : {}),
    } as unknown as typeorm.EntitySchemaOptions<unknown>)
  })
  return { typeorm, options: { entities } }
}

for (const server of databases) {
  describe(`random models on ${server.name}`, () => {
    it(`${count} pairs: from one to the other and back, nothing differs afterwards`, { timeout: 3_600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(tablesOf(server.dialect), tablesOf(server.dialect), async (first, second) => {
          const created = await server.create()
          try {
            await using database = await connect(created.url)
            await using session = await database.session()
            const [one, other] = [
              await catalogOfModels(modelsOf(server.dialect, first), database),
              await catalogOfModels(modelsOf(server.dialect, second), database),
            ]
            await run(session, compareSchemas(await database.inspect(session), one).operations)
            const { operations, notes } = compareSchemas(await database.inspect(session), other)
            if (notes.length > 0) return
            await run(session, operations)
            expect(describeOperations(compareSchemas(await database.inspect(session), other).operations)).toEqual([])
            await run(session, operations.map(reverseOf).reverse())
            expect(describeOperations(compareSchemas(await database.inspect(session), one).operations)).toEqual([])
          } finally {
            await created.dispose()
          }
        }),
        { numRuns: count, seed, endOnFailure: count < 10 },
      )
    })
  })
}

async function run(session: Session, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await runOperation(session, operation)
}
