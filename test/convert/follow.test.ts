import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareCatalogs } from '@mig/core'
import { convertRepository, followRepository, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { folderSource, numberedSource, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { freshCatalog, withDatabase } from './with-database.js'

const table = (name: string) => `-- migrate:up\nCREATE TABLE ${name} (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE ${name};\n`
const first = { '001_a.sql': table('a'), '002_placeholder_default_upgrade.sql': '-- reserved\n', '003_b.sql': table('b') }

const filesOf = (target: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('HEADS') && !entry.name.startsWith('HEADS'))
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
  )
const recordOf = (target: string) => JSON.parse(readFileSync(join(target, 'legacy.json'), 'utf8')) as LegacyRecord
const graphOf = async (target: string) => (await DagRepository.open(target)).graph()
const follow = ({ source, target }: NumberedSource, options = {}) => followRepository({ source, target, ...options })

describe('a source that goes on after its conversion', () => {
  it('is followed: what is new hangs under the last converted revision, with the ids of a whole conversion', async () => {
    using source = numberedSource(first)
    await source.convert()
    const before = filesOf(source.target)
    source.change({ '004_c.sql': table('c'), '005_d.sql': table('d') })
    await using database = await connect('sqlite::memory:')
    const report = await follow(source, { proveOn: [database] })
    expect(report).toMatchObject({
      added: ['4', '5'],
      changed: [],
      revisions: 2,
      proofs: [{ versions: 5, isWhole: true, downgrades: ['5', '4', '3', '1'] }],
    })
    const whole = join(source.folder, 'whole')
    await convertRepository({ source: source.source, target: whole, proveOn: [database] })
    const [followed, converted] = [filesOf(source.target), filesOf(whole)]
    const versions = (files: Readonly<Record<string, string>>) =>
      Object.entries(files)
        .filter(([name]) => /^[0-9a-f]{12}_/.test(name))
        .sort()
    expect(versions(followed)).toEqual(versions(converted))
    expect(recordOf(source.target)).toEqual(recordOf(whole))
    // what was there is as it was, byte for byte; the page has grown
    for (const [name, text] of Object.entries(before)) {
      if (name === 'legacy.json') continue
      expect(followed[name]!.startsWith(text.trimEnd()), name).toBe(true)
      if (name !== 'CONVERSION.md') expect(followed[name]).toBe(text)
    }
    expect(followed['CONVERSION.md']).toContain('## Added later: 4 to 5')
    expect((await (await DagRepository.open(source.target)).headFiles()).every(({ found, expected }) => found === expected)).toBe(true)
  })

  it('and nothing is done where nothing is new', async () => {
    using source = numberedSource(first)
    await source.convert()
    writeFileSync(join(source.target, 'CONVERSION.md'), 'mine\n')
    source.change({ '001_a.sql': table('a').replaceAll('\n', '\r\n') }) // another checkout
    const before = filesOf(source.target)
    const { added, changed, heads } = await follow(source)
    expect([added, changed, heads]).toEqual([[], [], (await graphOf(source.target)).heads()])
    expect(filesOf(source.target)).toEqual(before)
  })

  it('twice, in two steps or in one: the same graph', async () => {
    using stepwise = numberedSource(first)
    await stepwise.convert()
    stepwise.change({ '004_c.sql': table('c') })
    await follow(stepwise)
    stepwise.change({ '005_d.sql': table('d') })
    expect((await follow(stepwise)).added).toEqual(['5'])
    using atOnce = numberedSource({ ...first, '004_c.sql': table('c'), '005_d.sql': table('d') })
    await atOnce.convert()
    expect((await graphOf(stepwise.target)).ids()).toEqual((await graphOf(atOnce.target)).ids())
    expect(readFileSync(join(stepwise.target, 'CONVERSION.md'), 'utf8')).toMatch(/## Added later: 4\n[^]*## Added later: 5\n/)
  })

  it('a baseline stays one, and dropped placeholders stay dropped', async () => {
    using source = numberedSource(first)
    await source.convert({ mode: { kind: 'baseline', version: '1' }, placeholders: 'drop' })
    source.change({ '004_placeholder_default_upgrade.sql': '', '005_d.sql': table('d') })
    await using database = await connect('sqlite::memory:')
    const { added, proofs } = await follow(source, { proveOn: [database] })
    expect([added, proofs]).toMatchObject([['4', '5'], [{ versions: 5 }]])
    const { versions } = recordOf(source.target)
    expect(versions.map(({ version, dropped = false }) => [version, dropped])).toEqual([
      ['1', false],
      ['2', true],
      ['3', false],
      ['4', true],
      ['5', false],
    ])
    expect((await graphOf(source.target)).index.revisions).toHaveLength(3)
  })
})

describe('what was converted and is another now', () => {
  it('is reported, not rewritten; what is new is added all the same', async () => {
    using source = numberedSource({ ...first, '004_gone.sql': table('gone') })
    await source.convert()
    const before = filesOf(source.target)
    source.change({
      '001_a.sql': table('a2'),
      '002_placeholder_default_upgrade.sql': 'CREATE TABLE late (id INTEGER);\n',
      '003_b_mysql_upgrade.sql': 'CREATE TABLE b (id BIGINT);\n',
      '004_gone.sql': null,
      '005_d.sql': table('d'),
    })
    const { stdout, exitCode } = await runCli('convert numbered --follow', source.folder)
    expect(exitCode).toBe(3)
    const [a, reserved, b, gone] = recordOf(source.target).versions.map(({ revision }) => revision)
    const say = 'what is new in it has to become a revision of its own (mig revision)'
    expect(stdout.split('\n').filter((line) => line.includes('CHANGED'))).toEqual([
      `  CHANGED version 1 holds something else now (001_a.sql): '${a}' was not changed; ${say}`,
      `  CHANGED version 2 was a placeholder, and is filled now (002_placeholder_default_upgrade.sql): '${reserved}' was not changed; ${say}`,
      `  CHANGED version 3 has 003_b_mysql_upgrade.sql as well now: '${b}' was not changed; ${say}`,
      `  CHANGED version 4 is no longer in the source: '${gone}' was not changed; ${say}`,
    ])
    expect(stdout).toMatch(/^NOT PROVED: see the notes below\nadded 1 revision to migrations: version 5\n/)
    const after = filesOf(source.target)
    for (const [name, text] of Object.entries(before)) if (!/legacy|CONVERSION/.test(name)) expect(after[name]).toBe(text)
    expect(Object.keys(after)).toHaveLength(Object.keys(before).length + 1)
  })

  it('a number that comes late hangs behind the last one, and the report says so', async () => {
    const dbmate = (sql: string) => `-- migrate:up\n${sql};\n-- migrate:down\n`
    using source = folderSource({
      '20240101_a.sql': dbmate('CREATE TABLE a (id INTEGER)'),
      '20240103_c.sql': dbmate('CREATE TABLE c (id INTEGER)'),
    })
    await source.convert()
    source.change({ '20240102_b.sql': dbmate('CREATE TABLE b (id INTEGER)'), '20240104_d.sql': dbmate('CREATE TABLE d (id INTEGER)') })
    await using database = await connect('sqlite::memory:')
    const { added, notes, proofs } = await follow(source, { proveOn: [database] })
    expect(added).toEqual(['20240102', '20240104'])
    expect(notes).toContain('version 20240102 comes before 20240103, which was converted already: it hangs behind it, and runs after it')
    expect(proofs).toMatchObject([{ versions: 4, isWhole: true }])
    expect((await graphOf(source.target)).index.revisions.map(({ description }) => description)).toEqual(['a', 'c', 'b', 'd'])
  })
})

describe('beside revisions of the project', () => {
  it('the new ones make a second head, and mig merge joins them', async () => {
    using source = numberedSource(first)
    await source.convert()
    writeFileSync(join(source.folder, 'mig.config.json'), JSON.stringify({ mode: 'dag', repository: './migrations' }))
    await runCli('revision -m "our own" --sql --rev-id aaaaaaaaaaaa', source.folder)
    const own = join(source.target, 'versions/aaaaaaaaaaaa_our_own.sql')
    writeFileSync(own, readFileSync(own, 'utf8').replace('-- migrate:up\n', '-- migrate:up\nCREATE TABLE own (id INTEGER);\n'))
    source.change({ '004_c.sql': table('c') })
    const { stdout, exitCode } = await runCli('convert numbered --follow', source.folder)
    const c = recordOf(source.target).versions.at(-1)!.revision!
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(
          `the graph has 2 heads: ${[c, 'aaaaaaaaaaaa'].sort().join(', ')}\nnext: mig merge heads -m "merge what was converted"\n$`,
        ),
      ),
    ])
    const graph = await graphOf(source.target)
    expect(graph.get(c).downRevisions).toEqual([recordOf(source.target).versions[2]!.revision])
    expect((await runCli('merge heads -m merged', source.folder)).exitCode).toBe(0)
    source.change({ '005_d.sql': table('d') })
    expect((await follow(source)).added).toEqual(['5'])
    expect((await graphOf(source.target)).get(recordOf(source.target).versions.at(-1)!.revision!).downRevisions).toEqual([c])
  })

  for (const server of databases) {
    it(`on ${server.name}: databases that the old tool or mig keeps reach what is new`, async () => {
      using source = numberedSource(first)
      await source.convert()
      await withDatabase(server, async ({ database, graph, heads }) => {
        await graph(source.target)
        source.change({ '004_c.sql': table('c') })
        const { added, proofs } = await follow(source, { proveOn: [database] })
        expect([added, proofs]).toMatchObject([['4'], [{ versions: 4, isWhole: true }]])
        const { applied } = await graph(source.target)
        expect(applied).toEqual([recordOf(source.target).versions.at(-1)!.revision])
        const fresh = await freshCatalog(server, source.target)
        expect(compareCatalogs(fresh, await database.inspect())).toEqual([])
        await withDatabase(server, async (old) => {
          await old.linear(source.source, '4')
          expect((await old.graph(source.target)).adopted).toMatchObject({
            version: '4',
            evidence: 'its schema has the certified fingerprint of version 4',
          })
          expect(await old.heads(source.target)).toEqual(applied)
        })
        expect(await heads(source.target)).toEqual(applied)
      })
    })
  }
})

describe('following ends half-way', () => {
  it('where a proof fails: nothing is written', async () => {
    using source = numberedSource(first)
    await source.convert()
    // as in a revision that a hand has changed
    const b = join(
      source.target,
      'versions',
      readdirSync(join(source.target, 'versions')).find((name) => name.includes('_003_'))!,
    )
    writeFileSync(b, readFileSync(b, 'utf8').replace('CREATE TABLE b (id', 'CREATE TABLE b (x INTEGER, id'))
    source.change({ '004_c.sql': table('c') })
    const before = filesOf(source.target)
    await using database = await connect('sqlite::memory:')
    await expect(follow(source, { proveOn: [database] })).rejects.toMatchObject({ code: 'MIG_PROOF_FAILED', details: { version: '3' } })
    expect(filesOf(source.target)).toEqual(before)
    expect(readdirSync(source.folder).sort()).toEqual(['migrations', 'numbered'])
    expect((await follow(source, { dryRun: true })).added).toEqual(['4'])
    expect(filesOf(source.target)).toEqual(before)
  })

  it('where it is killed between the files and the record: the next run writes the record', async () => {
    using source = numberedSource(first)
    await source.convert()
    source.change({ '004_c.sql': table('c') })
    const record = readFileSync(join(source.target, 'legacy.json'), 'utf8')
    await follow(source)
    const done = filesOf(source.target)
    writeFileSync(join(source.target, 'legacy.json'), record)
    expect((await follow(source)).added).toEqual(['4'])
    expect(filesOf(source.target)['legacy.json']).toBe(done['legacy.json'])
  })

  it.each([
    ['convert numbered --follow --to elsewhere', 2, /was not written by a conversion/],
    ['convert other --follow', 2, /was converted from 'shop' \(mig\), and the source is 'another' \(mig\)/],
    ['convert numbered --follow --baseline 3', 2, /--baseline means nothing beside --follow/],
    ['convert numbered', 2, /is not empty[^]*--follow adds what has come since/],
  ])('mig %s is refused', async (command, exit, says) => {
    using source = numberedSource(first)
    await source.convert()
    using other = numberedSource({ ...first, './mig.cfg.json': JSON.stringify({ repositoryId: 'another' }) })
    const { stderr, exitCode } = await runCli(command.replace('other', other.source), source.folder)
    expect([exitCode, stderr]).toEqual([exit, expect.stringMatching(says)])
  })

  it('where the revision to go on from is gone, unless another one replaces it', async () => {
    using source = numberedSource(first)
    await source.convert()
    source.change({ '004_c.sql': table('c') })
    const last = recordOf(source.target).versions.at(-1)!.revision!
    const versions = join(source.target, 'versions')
    for (const name of readdirSync(versions).filter((one) => one.endsWith('.sql'))) rmSync(join(versions, name))
    writeFileSync(
      join(versions, 'bbbbbbbbbbbb_squash.sql'),
      `-- squash\n-- revision: bbbbbbbbbbbb\n-- down revision:\n\n-- migrate:up\n${table('a')}`,
    )
    await expect(follow(source)).rejects.toMatchObject({ code: 'MIG_CONVERT_FOLLOW', details: { revision: last } })
    const ids = recordOf(source.target)
      .versions.map(({ revision }) => revision)
      .join(', ')
    writeFileSync(
      join(versions, 'bbbbbbbbbbbb_squash.sql'),
      `-- squash\n-- revision: bbbbbbbbbbbb\n-- down revision:\n-- replaces: ${ids}\n\n-- migrate:up\nCREATE TABLE a (id INTEGER);\n`,
    )
    const { added, notes } = await follow(source)
    expect([added, notes]).toEqual([['4'], ['not proved: converted revisions were replaced by others']])
    expect((await graphOf(source.target)).get(recordOf(source.target).versions.at(-1)!.revision!).downRevisions).toEqual(['bbbbbbbbbbbb'])
  })
})
