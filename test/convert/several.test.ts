import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCatalogs, isMigError, Migrator, RevisionGraph, type Catalog, type MigError } from '@mig/core'
import { convertSeveral, identify, type ConversionReport, type JointRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { failure } from '../support/failure.js'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { freshCatalog, withDatabase, type LiveTest } from './with-database.js'

const script = (up: string, down: string) => `-- migrate:up\n${up}\n-- migrate:down\n${down}\n`

/** One schema change in three phases, as Keystone had them: what is added, what is copied, what is taken away; empty where a phase has nothing to do. */
const phases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  expand: {
    '001_users.sql': script('CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(64));', 'DROP TABLE users;'),
    '002_nick.sql': script('ALTER TABLE users ADD COLUMN nick VARCHAR(64);', 'ALTER TABLE users DROP COLUMN nick;'),
    '003_rooms.sql': script('CREATE TABLE rooms (id INTEGER PRIMARY KEY, size INTEGER);', 'DROP TABLE rooms;'),
  },
  data: {
    '001_first.sql': script("INSERT INTO users (id, name) VALUES (1, 'ada');", 'DELETE FROM users;'),
    '002_copy.sql': script('UPDATE users SET nick = name;', 'UPDATE users SET nick = NULL;'),
    '003_placeholder.sql': script('', ''),
  },
  contract: {
    '001_placeholder.sql': script('', ''),
    '002_name.sql': script('ALTER TABLE users DROP COLUMN name;', 'ALTER TABLE users ADD COLUMN name VARCHAR(64);'),
    '003_view.sql': script('CREATE VIEW nicks AS SELECT nick FROM users;', 'DROP VIEW nicks;'),
  },
}
const labels = Object.keys(phases)

interface Folders extends Disposable {
  readonly folder: string
  readonly target: string
  readonly sources: readonly { readonly label: string; readonly source: string }[]
}

function writeFolders(repositories: typeof phases = phases, idOf: (label: string) => string = (label) => `shop_${label}`): Folders {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mig-several-')))
  const sources = Object.entries(repositories).map(([label, files]) => {
    const source = join(folder, `${label}_repo`)
    mkdirSync(join(source, 'versions'), { recursive: true })
    writeFileSync(join(source, 'mig.cfg.json'), JSON.stringify({ repositoryId: idOf(label) }))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(source, 'versions', name), text)
    return { label, source }
  })
  return { folder, target: join(folder, 'migrations'), sources, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

const sourceOf = ({ sources }: Folders, label: string): string => sources.find((one) => one.label === label)!.source

/** Leaves a database where the three old programs left it, phase by phase. */
async function bringTo(live: LiveTest, folders: Folders, reached: readonly number[]): Promise<void> {
  for (let number = 1; number <= 3; number++) {
    for (const [at, label] of labels.entries()) {
      if (number > reached[at]!) continue
      const source = sourceOf(folders, label)
      if (number === 1) await (await LinearRepository.open(source)).control({ database: live.database, version: 0 })
      await live.linear(source, String(number))
    }
  }
}

describe('several repositories in one database', () => {
  let folders: Folders
  let report: ConversionReport
  let record: JointRecord
  let graph: RevisionGraph
  beforeAll(async () => {
    folders = writeFolders()
    await using database = await connect('sqlite::memory:')
    report = await convertSeveral({ ...folders, lockstep: true, proveOn: [database] })
    record = JSON.parse(readFileSync(join(folders.target, 'legacy.json'), 'utf8')) as JointRecord
    graph = await (await DagRepository.open(folders.target)).graph()
  })
  afterAll(() => folders[Symbol.dispose]())

  const revisionAt = (label: string, version: number | string): string =>
    record.repositories.find((one) => one.label === label)!.versions.find((entry) => entry.version === String(version))!.revision!

  it('become branches with labels, and a number waits for the same number of those before it', () => {
    expect(Object.fromEntries(graph.labels())).toEqual(Object.fromEntries(labels.map((label) => [label, revisionAt(label, 1)])))
    for (const label of labels)
      for (const version of [2, 3]) expect(graph.get(revisionAt(label, version)).downRevisions).toEqual([revisionAt(label, version - 1)])
    const waits = (label: string) => [1, 2, 3].map((version) => graph.get(revisionAt(label, version)).dependsOn)
    expect(waits('expand')).toEqual([[], [], []])
    expect(waits('data')).toEqual([1, 2, 3].map((version) => [revisionAt('expand', version)]))
    expect(waits('contract')).toEqual([1, 2, 3].map((version) => [revisionAt('data', version)]))
    expect(graph.effectiveHeads()).toEqual([revisionAt('contract', 3)])
  })

  it('are proved number by number, each in its turn, up and down', () => {
    expect(report.proofs).toMatchObject([{ dialect: 'sqlite', versions: 9, isWhole: true }])
    expect(Object.keys(record.certificates.sqlite!.fingerprints)).toEqual([1, 2, 3].flatMap((n) => labels.map((label) => `${label}@${n}`)))
    expect(record.certificates.sqlite!.downgrades!.verified).toEqual([
      'contract@3',
      'expand@3',
      'contract@2',
      'data@2',
      'expand@2',
      'data@1',
      'expand@1',
    ])
  })

  it('are on the page with their labels', () => {
    const page = readFileSync(join(folders.target, 'CONVERSION.md'), 'utf8')
    expect(page).toContain('`shop_expand` (branch `expand`), `shop_data` (branch `data`), `shop_contract` (branch `contract`)')
    expect(page).toMatch(/\| contract@2 \| [0-9a-f]{12} \| 002_name\.sql \|/)
  })

  it('get the same ids a second time', async () => {
    using again = writeFolders()
    await convertSeveral({ ...again, lockstep: true })
    expect((await (await DagRepository.open(again.target)).graph()).ids().toSorted()).toEqual(graph.ids().toSorted())
  })

  it('are targets by label and number', async () => {
    await withDatabase(databases[0]!, async (live) => {
      const mig = await live.migrator(folders.target)
      await mig.upgrade('data@2')
      expect(await live.heads(folders.target)).toEqual([revisionAt('data', 2)])
      await mig.downgrade('data@001')
      expect(await live.heads(folders.target)).toEqual([revisionAt('data', 1), revisionAt('expand', 2)].toSorted())
      const ambiguous = await failure(() => mig.upgrade('2'))
      expect(ambiguous).toMatchObject({ code: 'MIG_TARGET_AMBIGUOUS' })
      expect(ambiguous.message).toContain('expand@2, data@2, contract@2')
      await mig.upgrade('heads')
      expect(await live.heads(folders.target)).toEqual([revisionAt('contract', 3)])
    })
  })

  describe.each(databases)('on $name', (server) => {
    /** Every state that phases can leave behind: none passes the one before it. */
    const states = [1, 2, 3].flatMap((expand) =>
      [...Array(expand + 1).keys()].flatMap((data) => [...Array(data + 1).keys()].map((contract) => [expand, data, contract] as const)),
    )

    let fresh: Catalog
    beforeAll(async () => {
      fresh = await freshCatalog(server, folders.target, 'heads')
    })

    it.each(states)('a database at %i, %i and %i is adopted there and upgraded', async (...state) => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, state)
        const mig = await live.migrator(folders.target)
        const expected = labels.flatMap((label, at) => (state[at] === 0 ? [] : [revisionAt(label, state[at]!)]))
        expect((await mig.legacy())?.heads).toEqual(expected)
        expect(await mig.adopt()).toMatchObject({
          kind: 'adopt',
          version: labels.map((label, at) => `${label}@${state[at]}`).join(', '),
          differences: [],
        })
        expect(await live.heads(folders.target)).toEqual(graph.maximal(expected))
        expect((await mig.legacy())?.standing).toBe('in-step')
        await mig.upgrade('heads')
        expect(compareCatalogs(fresh, withoutOld(await live.database.inspect()))).toEqual([])
        expect((await mig.legacy())?.standing).toBe(state.join() === '3,3,3' ? 'in-step' : 'left')
      })
    })

    it('a schema that is none of the recorded state is refused', async () => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [2, 1, 0])
        await live.run('CREATE TABLE stray (id INTEGER PRIMARY KEY)')
        const error = await failure(async () => (await live.migrator(folders.target)).upgrade('heads'))
        expect(error.code).toBe('MIG_ADOPT_DRIFT')
        expect(error.message).toContain('expand@2, data@1, contract@0')
        expect(await live.heads(folders.target)).toEqual([])
      })
    })

    it('a number that was not converted is refused with the label', async () => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [1, 1, 1])
        await live.run("UPDATE migrate_version SET version = 9 WHERE repository_id = 'shop_data'")
        const error = await failure(async () => (await live.migrator(folders.target)).upgrade('heads'))
        expect(error.code).toBe('MIG_ADOPT_ABOVE')
        expect(error.message).toContain("'data'")
      })
    })

    it('the old rows are kept in step, each by itself', async () => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [2, 2, 1])
        const repository = await DagRepository.open(folders.target)
        const mig = new Migrator({
          repository,
          database: live.database,
          operations: () => import('@mig/schema'),
          adoption: () => import('@mig/convert'),
          keepLegacyVersion: true,
        })
        const numbers = async () => {
          await using session = await live.database.session()
          const rows = await session.query<{ readonly repository_id: string; readonly version: number }>(
            'SELECT repository_id, version FROM migrate_version',
          )
          return Object.fromEntries(rows.map((row) => [row.repository_id, Number(row.version)]))
        }
        await mig.upgrade('data@3')
        expect(await numbers()).toEqual({ shop_expand: 3, shop_data: 3, shop_contract: 1 })
        await mig.downgrade('data@2')
        expect(await numbers()).toEqual({ shop_expand: 3, shop_data: 2, shop_contract: 1 })
        // the old program of one phase goes on, and mig follows
        await live.linear(sourceOf(folders, 'data'), '3')
        await mig.upgrade('heads')
        expect(await numbers()).toEqual({ shop_expand: 3, shop_data: 3, shop_contract: 3 })
      })
    })

    it('the old rows go together, and the table stays where another repository has one', async () => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [1, 1, 0])
        await live.run("INSERT INTO migrate_version (repository_id, repository_path, version) VALUES ('another', 'x', 4)")
        await (await live.migrator(folders.target)).adopt({ dropLegacy: true })
        await using session = await live.database.session()
        expect(await session.query('SELECT repository_id FROM migrate_version')).toEqual([{ repository_id: 'another' }])
      })
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [1, 1, 0])
        await (await live.migrator(folders.target)).adopt({ dropLegacy: true })
        expect((await live.database.inspect()).tables.map(({ name }) => name)).toEqual(['users'])
      })
    })

    it('a database that nobody recorded is recognised', async () => {
      await withDatabase(server, async (live) => {
        await bringTo(live, folders, [2, 2, 2])
        await live.run('DROP TABLE migrate_version')
        const error = await failure(async () => (await live.migrator(folders.target)).upgrade('heads'))
        expect(error.code).toBe('MIG_ADOPT_UNVERSIONED')
        const { matches } = await identify({ repository: await DagRepository.open(folders.target), database: live.database })
        expect(matches.flatMap(({ heads }) => heads)).toContain(revisionAt('contract', 2))
      })
    })
  })
})

/** The catalog of an adopted database without what the old programs left. */
const withoutOld = <T extends { readonly tables: readonly { readonly name: string }[] }>(catalog: T): T => ({
  ...catalog,
  tables: catalog.tables.filter(({ name }) => name !== 'migrate_version'),
})

describe('repositories that do not wait for one another', () => {
  const shop = { '001_a.sql': script('CREATE TABLE a (id INTEGER PRIMARY KEY);', 'DROP TABLE a;') }
  const blog = {
    '001_b.sql': script('CREATE TABLE b (id INTEGER PRIMARY KEY);', 'DROP TABLE b;'),
    '002_c.sql': script('CREATE TABLE c (id INTEGER PRIMARY KEY);', 'DROP TABLE c;'),
  }

  it('stand side by side, and each is upgraded by itself', async () => {
    using folders = writeFolders({ shop, blog })
    await using database = await connect('sqlite::memory:')
    const report = await convertSeveral({ ...folders, proveOn: [database] })
    expect(report.proofs).toMatchObject([{ versions: 3, isWhole: true, downgrades: ['blog@2', 'blog@1', 'shop@1'] }])
    await withDatabase(databases[0]!, async (live) => {
      const mig = await live.migrator(folders.target)
      await mig.upgrade('blog@head')
      expect((await live.database.inspect()).tables.map(({ name }) => name).filter((name) => name.length === 1)).toEqual(['b', 'c'])
      await mig.upgrade('shop@1')
      expect(await live.heads(folders.target)).toHaveLength(2)
    })
  })

  it('are refused where one needs the other after all, with the way out', async () => {
    // whichever of two comes first by its id, one of the two conversions has the wrong order
    const uses = (table: string, other: string, row: number) => ({
      '001_it.sql': script(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY);`, `DROP TABLE ${table};`),
      '002_use.sql': script(`INSERT INTO ${other} VALUES (${row});`, `DELETE FROM ${other};`),
    })
    const outcomes: string[] = []
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) {
      using folders = writeFolders({ [name]: uses('x', 'x', 1), later: uses('y', 'x', 2) }, (label) => `${name}_${label}`)
      await using database = await connect('sqlite::memory:')
      const error = await convertSeveral({ ...folders, proveOn: [database] }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error !== undefined && !isMigError(error, 'MIG_PROOF_FAILED')) throw error
      outcomes.push(error === undefined ? 'proved' : `${(error as MigError).message} ${(error as MigError).hint}`)
      await using other = await connect('sqlite::memory:')
      await expect(
        convertSeveral({ ...folders, target: join(folders.folder, 'lockstep'), lockstep: true, proveOn: [other] }),
      ).resolves.toMatchObject({
        proofs: [{ isWhole: true }],
      })
    }
    const refused = outcomes.filter((outcome) => outcome !== 'proved')
    expect(refused.length).toBeGreaterThan(0)
    for (const outcome of refused) {
      expect(outcome).toContain('upgraded at once, in the order that the graph has by itself')
      expect(outcome).toContain('--lockstep')
    }
  })

  it('are refused where a database cannot tell them apart', async () => {
    using folders = writeFolders({ shop, blog }, () => 'same')
    const error = await failure(() => convertSeveral({ ...folders }))
    expect(error).toMatchObject({ code: 'MIG_CONVERT_SOURCE' })
    expect(error.message).toContain("'shop' and 'blog' both keep their versions in 'migrate_version' as 'same'")
  })

  it.each([
    ['2nd', 'is none'],
    ['head', 'is a word of the targets'],
  ])('%s is no label', async (label, problem) => {
    using folders = writeFolders({ shop })
    const error = await failure(() => convertSeveral({ ...folders, sources: [{ ...folders.sources[0]!, label }] }))
    expect(error.message).toBe(`the label '${label}' ${problem}`)
  })
})

describe('mig convert --label', () => {
  it('converts, adopts and goes on', async () => {
    using folders = writeFolders()
    const options = folders.sources.flatMap(({ label, source }) => ['--label', `${label}=${source}`])
    const cli = (...args: readonly string[]) => runMain([...args], folders.folder)
    const converted = await cli('convert', ...options, '--lockstep', '--to', 'migrations')
    expect(converted).toMatchObject({ exitCode: 0 })
    expect(converted.stdout).toContain('wrote 9 revisions to migrations')
    expect(converted.stdout).toMatch(/3 repositories\n/)
    expect(converted.stdout).toContain('then: mig upgrade heads')
    const database = `sqlite:${join(folders.folder, 'app.db')}`
    for (const label of ['expand', 'data']) {
      const repository = await LinearRepository.open(sourceOf(folders, label))
      await using connected = await connect(database)
      await repository.control({ database: connected, version: 0 })
      await new Migrator({ repository, database: connected, operations: () => import('@mig/schema') }).upgrade('1')
    }
    const plan = await cli('adopt', '--plan', '--repository', 'migrations', '--database', database)
    expect(plan.stdout).toContain('migrate_version at expand@1, data@1, contract@0')
    const upgraded = await cli('upgrade', 'heads', '--repository', 'migrations', '--database', database)
    expect(upgraded).toMatchObject({ exitCode: 0 })
    const status = await cli('status', '--repository', 'migrations', '--database', database)
    expect(status).toMatchObject({ exitCode: 0 })
  })

  it.each([
    [['--lockstep', 'x'], '--lockstep belongs to --label'],
    [['--label', 'a=x', 'y'], "'y' has no label, and others have one"],
    [['--label', 'x'], "'x' gives no label to a folder"],
    [['--label', 'a=x', '--baseline', '3'], '--baseline means nothing beside --label'],
    [[], 'no folder of migrations is named'],
  ])('%j is refused', async (args, message) => {
    using folders = writeFolders({})
    const { exitCode, stderr } = await runMain(['convert', ...args], folders.folder)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })

  it('is not followed, and says what to do', async () => {
    using folders = writeFolders()
    await convertSeveral({ ...folders, lockstep: true })
    const { exitCode, stderr } = await runMain(['convert', sourceOf(folders, 'expand'), '--follow', '--to', 'migrations'], folders.folder)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('mig revision --head LABEL@head')
  })
})
