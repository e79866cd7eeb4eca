import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMigError, type LegacyState, type Migrator } from '@mig/core'
import { connect } from '@mig/database'
import { numberedSource, type Converted, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { databases } from '../support/servers.js'
import { withDatabase, type LiveTest } from './with-database.js'

/*
 * Every state in which a database can meet a converted repository: what the commands that only look say of it, what `adopt --plan` says,
 * what `adopt` does, and what an upgrade does afterwards.
 */

const files = {
  '001_a.sql': '-- migrate:up\nCREATE TABLE a (id INTEGER NOT NULL, name VARCHAR(20));\n-- migrate:down\nDROP TABLE a;\n',
  '002_placeholder_default_upgrade.sql': '',
  '002_placeholder_default_downgrade.sql': '',
  '003_b.sql': '-- migrate:up\nCREATE TABLE b (id INTEGER NOT NULL);\n-- migrate:down\nDROP TABLE b;\n',
  '005_c.sql': '-- migrate:up\nCREATE TABLE c (id INTEGER NOT NULL);\n-- migrate:down\nDROP TABLE c;\n',
}
const versionTable = 'CREATE TABLE migrate_version (repository_id VARCHAR(250) NOT NULL PRIMARY KEY, repository_path TEXT, version INTEGER)'
const row = (id: string, version: number) =>
  `INSERT INTO migrate_version (repository_id, repository_path, version) VALUES ('${id}', 'x', ${version})`
const says = (version: number | 'NULL') => `UPDATE migrate_version SET version = ${version}`

interface Expected {
  /** What `current`, `status` and `legacy` say, and `check` finds. */
  readonly legacy:
    | undefined
    | { readonly version?: string; readonly at?: string | 'base'; readonly standing: LegacyState['standing']; readonly problem?: string }
  readonly check?: readonly string[]
  /** The code of a refusal, or the version that is taken over; `kept` and `empty`: there is nothing to adopt. */
  readonly plan: string
  readonly adopt: string
  /** What an upgrade to the head runs afterwards, or its refusal. */
  readonly upgrade: number | string
}

interface State {
  readonly name: string
  readonly baseline?: true
  readonly prepare: (live: Live) => Promise<unknown>
  readonly expected: Expected
}

interface Live extends LiveTest {
  readonly to: (number: string, verb?: 'downgrade') => Promise<void>
  readonly mig: Migrator
}

const refused = (code: string, legacy: Partial<NonNullable<Expected['legacy']>> = {}): Expected => ({
  legacy: { standing: 'alone', problem: code, ...legacy },
  check: [code],
  plan: code,
  adopt: code,
  upgrade: code,
})
const takenOver = (version: string, upgrade: number, at = version): Expected => ({
  legacy: { standing: 'alone', version, at },
  check: upgrade > 0 ? ['MIG_ADOPT_PENDING', 'MIG_DATABASE_BEHIND'] : ['MIG_ADOPT_PENDING'],
  plan: version,
  adopt: version,
  upgrade,
})
const kept = (standing: LegacyState['standing'], version: string, upgrade: number | string, more: Partial<Expected> = {}): Expected => ({
  legacy: { standing, version, at: version === '0' ? 'base' : version },
  plan: 'kept',
  adopt: 'kept',
  upgrade,
  ...more,
})

const states: readonly State[] = [
  {
    name: 'empty',
    prepare: async () => undefined,
    expected: { legacy: undefined, check: ['MIG_DATABASE_BEHIND'], plan: 'empty', adopt: 'empty', upgrade: 4 },
  },
  {
    name: 'empty, and the old tool says 0',
    prepare: ({ run }) => run(versionTable, row('shop', 0)),
    expected: { legacy: undefined, check: ['MIG_DATABASE_BEHIND'], plan: 'empty', adopt: 'empty', upgrade: 4 },
  },
  { name: 'at the last number', prepare: ({ to }) => to('5'), expected: takenOver('5', 0) },
  { name: 'at a number on the way', prepare: ({ to }) => to('3'), expected: takenOver('3', 1) },
  { name: 'at a placeholder', prepare: ({ to }) => to('2'), expected: takenOver('2', 2) },
  { name: 'at the baseline', baseline: true, prepare: ({ to }) => to('3'), expected: takenOver('3', 1) },
  { name: 'below the baseline', baseline: true, prepare: ({ to }) => to('1'), expected: refused('MIG_ADOPT_BELOW', { version: '1' }) },
  {
    name: 'above the last number',
    prepare: async ({ to, run }) => (await to('5'), run(says(7))),
    expected: refused('MIG_ADOPT_ABOVE', { version: '7' }),
  },
  {
    name: 'at a number that the source never had',
    prepare: async ({ to, run }) => (await to('3'), run(says(4))),
    expected: refused('MIG_ADOPT_UNKNOWN', { version: '4' }),
  },
  { name: 'at NULL', prepare: async ({ to, run }) => (await to('3'), run(says('NULL'))), expected: refused('MIG_ADOPT_UNKNOWN') },
  {
    name: 'at 0 with tables',
    prepare: ({ run }) => run(versionTable, row('shop', 0), 'CREATE TABLE a (id INTEGER)'),
    expected: refused('MIG_ADOPT_UNVERSIONED', { version: '0' }),
  },
  {
    name: 'full, with the row of another repository only',
    prepare: ({ run }) => run(versionTable, row('another', 3), 'CREATE TABLE a (id INTEGER)'),
    expected: refused('MIG_ADOPT_UNVERSIONED'),
  },
  {
    name: 'empty, with the row of another repository only',
    prepare: ({ run }) => run(versionTable, row('another', 3)),
    expected: { legacy: undefined, check: ['MIG_DATABASE_BEHIND'], plan: 'empty', adopt: 'empty', upgrade: 4 },
  },
  {
    name: 'full, without a version table',
    prepare: ({ run }) => run('CREATE TABLE a (id INTEGER)'),
    expected: refused('MIG_ADOPT_UNVERSIONED'),
  },
  {
    name: 'with another table of that name',
    prepare: ({ run }) => run('CREATE TABLE migrate_version (id INTEGER)'),
    expected: refused('MIG_ADOPT_UNKNOWN'),
  },
  {
    name: 'with an empty new table',
    prepare: async ({ to, mig }) => (await to('3'), mig.ensureVersionTable()),
    expected: takenOver('3', 1),
  },
  {
    name: 'with the new table emptied by hand',
    prepare: async ({ to, mig, run }) => (await to('3'), await mig.adopt(), run('DELETE FROM mig_version')),
    expected: takenOver('3', 1),
  },
  {
    name: 'with a drifted schema',
    prepare: async ({ to, run }) => (await to('3'), run('CREATE TABLE mine (id INTEGER)')),
    expected: { ...takenOver('3', 1), plan: '3 with table mine', adopt: 'MIG_ADOPT_DRIFT', upgrade: 'MIG_ADOPT_DRIFT' },
  },
  {
    name: 'in both tables, which agree',
    prepare: async ({ to, mig }) => (await to('3'), mig.adopt()),
    expected: kept('in-step', '3', 1, { check: ['MIG_DATABASE_BEHIND'] }),
  },
  {
    name: 'in both tables, the old one left behind',
    prepare: async ({ to, mig }) => (await to('3'), mig.upgrade()),
    expected: kept('left', '3', 0),
  },
  {
    name: 'in both tables, the old one left above by a downgrade',
    prepare: async ({ to, mig }) => (await to('3'), await mig.adopt(), mig.downgrade('1')),
    expected: kept('left', '3', 3, { check: ['MIG_DATABASE_BEHIND'] }),
  },
  {
    name: 'at nothing for mig, which took everything away',
    prepare: async ({ to, mig }) => (await to('3'), await mig.adopt(), mig.downgrade('base')),
    expected: kept('left', '3', 4, { check: ['MIG_DATABASE_BEHIND'] }),
  },
  {
    name: 'in both tables, the old tool gone on since',
    prepare: async ({ to, mig }) => (await to('1'), await mig.adopt(), to('3')),
    expected: kept('moved', '3', 1, { check: ['MIG_ADOPT_MOVED', 'MIG_DATABASE_BEHIND'], plan: '3', adopt: '3' }),
  },
  {
    name: 'in both tables, the old tool gone back since',
    prepare: async ({ to, mig }) => (await to('3'), await mig.adopt(), to('1', 'downgrade')),
    expected: kept('moved', '1', 3, { check: ['MIG_ADOPT_MOVED', 'MIG_DATABASE_BEHIND'], plan: '1', adopt: '1' }),
  },
  {
    name: 'in both tables, the old one at what nobody knows',
    prepare: async ({ to, mig, run }) => (await to('3'), await mig.adopt(), run(says(999))),
    expected: {
      legacy: { standing: 'moved', version: '999', problem: 'MIG_ADOPT_ABOVE' },
      check: ['MIG_ADOPT_MOVED', 'MIG_DATABASE_BEHIND'],
      plan: 'MIG_ADOPT_ABOVE',
      adopt: 'MIG_ADOPT_ABOVE',
      upgrade: 'MIG_ADOPT_MOVED',
    },
  },
  {
    name: 'at an unknown revision of the new table',
    prepare: async ({ to, mig, run }) => (await to('3'), await mig.adopt(), run("UPDATE mig_version SET version_num = 'feedface'")),
    expected: kept('left', '3', 'MIG_ROW_UNKNOWN', { check: ['MIG_ROW_UNKNOWN'] }),
  },
]

for (const server of databases) {
  describe.concurrent(`a database on ${server.name} that is`, () => {
    let source: NumberedSource
    const graphs = new Map<boolean, Converted>()

    beforeAll(async () => {
      source = numberedSource(files)
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        const options = { proveOn: [database] } // adoption asks the certificate then
        graphs.set(false, await source.convert(options))
        graphs.set(
          true,
          await source.convert({ ...options, target: `${source.target}-baseline`, mode: { kind: 'baseline', version: '3' } }),
        )
      } finally {
        await created.dispose()
      }
      // the source skips 4, which a run may not cross without saying so
      source.change({ './mig.cfg.json': JSON.stringify({ repositoryId: 'shop', gaps: 'skip' }) })
    })
    afterAll(() => source[Symbol.dispose]())

    it.each(states)('$name', async ({ prepare, baseline = false, expected }) => {
      const { target, at } = graphs.get(baseline)!
      await withDatabase(server, async (live) => {
        const mig = await live.migrator(target)
        await prepare({ ...live, mig, to: (number, verb) => live.linear(source.source, number, verb) })
        const before = await snapshot(live)

        const legacy = await mig.legacy()
        expect(legacy && { ...legacy, problem: legacy.problem?.code }).toEqual(
          expected.legacy && {
            tool: 'mig in linear mode',
            table: 'migrate_version',
            version: expected.legacy.version,
            note: expected.legacy.version === undefined ? undefined : `migrate_version at ${expected.legacy.version}`,
            heads:
              expected.legacy.at === undefined
                ? undefined
                : [expected.legacy.at].flatMap((version) => (version === 'base' ? [] : at(version)!)),
            standing: expected.legacy.standing,
            problem: expected.legacy.problem,
          },
        )
        const plain = (state: LegacyState | undefined) => state && { ...state, problem: state.problem?.message }
        expect(plain((await mig.current()).legacy)).toEqual(plain(legacy))
        expect(plain((await mig.status()).legacy)).toEqual(plain(legacy))
        const { items } = await mig.check({ only: ['database'] })
        expect(items.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(expected.check ?? [])
        expect(await outcome(async () => summary((await mig.planAdoption()).decision))).toBe(expected.plan)
        const planned = await outcome(async () => (await mig.plan('upgrade', 'head')).steps.length)
        expect(await snapshot(live), 'what only looks changes nothing').toEqual(before)

        if (expected.adopt.startsWith('MIG_')) {
          expect(await outcome(async () => (await mig.upgrade()).applied.length), 'upgrade').toBe(expected.upgrade)
          expect(await snapshot(live), 'a refusal changes nothing').toEqual(before)
        }
        expect(await outcome(async () => summary(await mig.adopt()))).toBe(expected.adopt)
        if (expected.adopt.startsWith('MIG_')) return expect(await snapshot(live), 'a refusal changes nothing').toEqual(before)
        expect((await mig.legacy())?.standing ?? 'none').toBe(
          { none: 'none', kept: expected.legacy?.standing }[expected.adopt] ?? (expected.legacy ? 'in-step' : 'none'),
        )
        expect(summary(await mig.adopt()), 'a second time').toBe(expected.adopt === 'empty' ? 'empty' : 'kept')
        const upgraded = await outcome(async () => (await mig.upgrade()).applied.length)
        expect(upgraded, 'upgrade').toBe(expected.upgrade)
        if (expected.legacy?.standing !== 'moved') expect(planned, 'upgrade --plan').toBe(upgraded)
      })
    })

    it('at a number on the way, and its old tool has run on: an upgrade runs nothing on top of that, and says so', async () => {
      const { target, at } = graphs.get(false)!
      await withDatabase(server, async (live) => {
        await live.linear(source.source, '1')
        const mig = await live.migrator(target)
        await mig.adopt()
        await live.linear(source.source, '3')
        await expect(mig.upgrade()).rejects.toMatchObject({
          code: 'MIG_ADOPT_MOVED',
          message: `the old tool has run since mig took the database over: 'migrate_version' says 3, and mig's rows say ${at('1')}`,
          hint: expect.stringContaining('mig adopt'),
        })
        expect(await live.heads(target)).toEqual([at('1')])
        // where nothing would run it is no obstacle
        expect((await mig.upgrade(at('1')!)).steps).toEqual([])
        // a person who knows better says so
        await mig.stamp(at('3')!)
        expect((await mig.upgrade()).applied).toEqual([at('5')])
      })
    })
  })
}

/** Schema and every row of the version tables. */
async function snapshot({ database }: LiveTest): Promise<unknown> {
  await using session = await database.session({ create: false })
  const rows = async (table: string) => {
    try {
      return await session.query(`SELECT * FROM ${table} ORDER BY 1`)
    } catch (error) {
      if (isMigError(error, 'MIG_STATEMENT_FAILED')) return 'absent'
      throw error
    }
  }
  return [await database.inspect(), await rows('migrate_version'), await rows('mig_version'), await rows('mig_journal')]
}

async function outcome<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work()
  } catch (error) {
    if (isMigError(error)) return error.code
    throw error
  }
}

function summary(decision: Awaited<ReturnType<Migrator['adopt']>>): string {
  if (decision.kind === 'none') return decision.why
  return [decision.version, ...decision.differences.map(({ place }) => `with ${place}`)].join(' ')
}
