import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '@mig/core'
import type { ConvertEvent } from '@mig/convert'
import { connect } from '@mig/database'
import { numberedSource, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { mutateGraph, proveGraph } from './prove-graph.js'

/** Every kind of way back that series in the wild have. */
const versions = {
  '001_customer.sql':
    '-- migrate:up\nCREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(40));\n-- migrate:down\nDROP TABLE customer;\n',
  // takes less back than it made: the schema below is another one
  '002_orders.sql':
    '-- migrate:up\nCREATE TABLE orders (id INTEGER PRIMARY KEY);\nCREATE TABLE line (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE orders;\n',
  // no way back
  '003_seed.sql': "INSERT INTO customer (id, name) VALUES (1, 'Ann');\n",
  '004_state.sql':
    '-- migrate:up\nCREATE TABLE state (id INTEGER PRIMARY KEY, word VARCHAR(9));\n-- migrate:down\nDELETE FROM customer;\nDROP TABLE state;\n',
  // fails in the source itself
  '005_city.sql':
    '-- migrate:up\nCREATE TABLE city (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE city;\nDROP TABLE no_such_table;\n',
  '006_placeholder_default_upgrade.sql': '-- reserved\n',
  '007_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE a;\n',
  '007_b.sql': '-- migrate:up\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE b;\n',
  '008_code.mjs':
    "export async function upgrade(op) {\n  await op.execute('CREATE TABLE c (id INTEGER PRIMARY KEY)')\n}\nexport async function downgrade(op) {\n  await op.execute('DROP TABLE c')\n}\n",
}

describe('the proof on the way back', () => {
  let source: NumberedSource
  beforeAll(async () => {
    source = numberedSource(versions)
    await source.convert()
  })
  afterAll(() => source[Symbol.dispose]())

  for (const server of databases) {
    describe(`on ${server.name}`, () => {
      let database: Database
      let dispose: () => Promise<void>

      beforeAll(async () => {
        const created = await server.create()
        dispose = created.dispose
        database = await connect(created.url)
      })
      afterAll(async () => {
        await database[Symbol.asyncDispose]()
        await dispose()
      })

      it('goes down at every number that has a way back, past those that have none or whose own fails', async () => {
        const events: ConvertEvent[] = []
        const { certificate, stop, findings } = await proveGraph(database, source.source, source.target, {
          onEvent: (event) => events.push(event),
        })
        expect(stop).toBeUndefined()
        expect(Object.keys(certificate.fingerprints)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
        expect(certificate.downgrades).toEqual({ verified: ['8', '7', '4', '2', '1'], failed: ['5'] })
        expect(findings).toEqual([
          expect.stringMatching(
            new RegExp(`^on ${server.dialect} the way back of version 5 fails in the source: [^]*005_city.sql[^]*no_such_table`),
          ),
          `on ${server.dialect} the way back of version 2 does the same in source and graph, and does not bring back the schema before it`,
        ])
        const down = events.flatMap((event) => (event.type === 'proved-version' && event.direction === 'downgrade' ? [event.version] : []))
        // the placeholder is passed on the way, and has nothing to be verified
        expect(down).toEqual(['8', '7', '6', '4', '2', '1'])
        expect(events.at(-1)).toMatchObject({ type: 'proved', versions: 8, of: 8, downgrades: 5 })
      })

      it.each([
        ['a statement that is lost', '_002_', 'DROP TABLE orders', '-- DROP TABLE orders', '2', /table orders/],
        ['rows that stay', '_004_', 'DELETE FROM customer;', '', '4', /table customer row/],
        ['a way back that is lost', '_004_', '-- migrate:down\nDELETE FROM customer;\nDROP TABLE state;\n', '', '4', /no downgrade/],
        ['another way back in code', '_008_', 'DROP TABLE c', 'DROP TABLE a', '8', /table [ac]/],
      ])('catches %s', async (what, file, from, to, version, place) => {
        const copy = join(source.folder, `${server.dialect} ${what}`)
        const change = (name: string, text: string) => (name.includes(file) ? text.replace(from, to) : text)
        expect(mutateGraph(source.target, copy, change)).toBe(1)
        const failure = await proveGraph(database, source.source, copy).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(failure).toMatchObject({ code: 'MIG_PROOF_FAILED', details: { version, direction: 'downgrade', dialect: server.dialect } })
        expect((failure as Error).message).toContain(`after the way back of version ${version} the graph differs from the source`)
        expect((failure as Error).message).toMatch(place)
      })

      it('takes dropped placeholders back on the side of the source alone', async () => {
        using short = numberedSource({
          '001_a.sql': versions['007_a.sql'],
          '002_placeholder_default_upgrade.sql': '\n',
          '003_b.sql': versions['007_b.sql'],
        })
        const { record } = await short.convert({ placeholders: 'drop', proveOn: [database] })
        expect(record.certificates[server.dialect]?.downgrades).toEqual({ verified: ['3', '1'], failed: [] })
      })

      it('ends at a baseline, which has no way back', async () => {
        using short = numberedSource({
          '001_a.sql': versions['007_a.sql'],
          '002_b.sql': versions['007_b.sql'],
          '003_c.sql': versions['001_customer.sql'],
        })
        const { record, report } = await short.convert({ mode: { kind: 'baseline', version: '2' }, proveOn: [database] })
        expect(record.certificates[server.dialect]?.downgrades).toEqual({ verified: ['3'], failed: [] })
        expect(report.counts).toMatchObject({ 'downs verified': 1, 'downs unverified': 0, 'downs left out': 2 })
      })
    })
  }
})

describe('a series that ends for the proof before its last number', () => {
  const stub = {
    '001_a.sql': versions['007_a.sql'],
    '002_b.sql': versions['007_b.sql'],
    '003_c.py': 'def upgrade(engine): pass\n',
    '004_d.sql': versions['001_customer.sql'],
  }

  for (const server of databases) {
    it(`on ${server.name}: is proved up to a stub, up and down, and the record says so`, async () => {
      using source = numberedSource(stub, 'migrate.cfg')
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        const { report, record } = await source.convert({ proveOn: [database] })
        expect(report.proofs).toMatchObject([{ dialect: server.dialect, versions: 2, isWhole: false, downgrades: ['2', '1'] }])
        expect(report.notes).toContainEqual(
          expect.stringMatching(new RegExp(`^proved on ${server.dialect} up to version 2, and not from version 3 on: .*003_c.py`)),
        )
        expect(Object.keys(record.certificates[server.dialect]!.fingerprints)).toEqual(['1', '2'])
        expect(report.counts).toMatchObject({ stubs: 1, 'downs verified': 2, 'downs unverified': 1 })
      } finally {
        await created.dispose()
      }
    })

    it(`on ${server.name}: is proved up to a number that fails there, and taken back on databases that it did not touch`, async () => {
      using source = numberedSource({
        '001_a.sql': versions['007_a.sql'],
        '002_b.sql': versions['007_b.sql'],
        '003_half.sql': 'CREATE TABLE half (id INTEGER);\nCREATE TABLE a (id INTEGER);\n',
      })
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        const { report, record } = await source.convert({ proveOn: [database] })
        expect(report.proofs).toMatchObject([{ versions: 2, isWhole: false }])
        expect(record.certificates[server.dialect]?.downgrades).toEqual({ verified: ['2', '1'], failed: [] })
        expect(report.notes).toContainEqual(
          expect.stringMatching(/and not from version 3 on: the source itself fails there: .*003_half.sql/),
        )
      } finally {
        await created.dispose()
      }
    })
  }

  it('is a finding where a server was named, and said on the page', async () => {
    using source = numberedSource(stub, 'migrate.cfg')
    const embedded = await runCli('convert numbered', source.folder)
    expect([embedded.exitCode, embedded.stderr]).toEqual([
      0,
      expect.stringMatching(
        /^proved on sqlite: equal at the first 2 of 4 versions, and at 2 on the way back .*\n {2}up .*1: .*2: .*\n {2}back .*2: .*1: /,
      ),
    ])
    expect(embedded.stdout).toMatch(/^PROVED IN PART: see the notes below\n/)
    const page = readFileSync(join(source.target, 'CONVERSION.md'), 'utf8')
    expect(page).toMatch(/\* sqlite \(SQLite .*\): equal after each of the first 2 numbers, and on the way back from 2\n/)
    const created = await databases.find(({ dialect }) => dialect === 'sqlite')!.create()
    const named = await runCli(`convert numbered --to other --no-proof --prove ${created.url}`, source.folder)
    await created.dispose()
    expect(named.exitCode).toBe(3)
  })
})
