import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareCatalogs } from '@mig/core'
import { convertRepository, type ConvertOptions, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { failure } from '../support/failure.js'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { freshCatalog, withDatabase } from './with-database.js'

const script = (up: string, down: string) => `-- migrate:up\n${up}\n-- migrate:down\n${down}\n`
const table = (name: string) => script(`CREATE TABLE ${name} (id INTEGER PRIMARY KEY);`, `DROP TABLE ${name};`)
const empty = script('', '')

type Files = Readonly<Record<string, string | null>>

/** A git repository with a numbered one in `db`, a branch at a time. */
class Project {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    this.git('init', '-q', '-b', 'main')
    this.git('config', 'user.name', 'Ada')
    this.git('config', 'user.email', 'ada@example.org')
    this.commit({ 'db/mig.cfg.json': JSON.stringify({ repositoryId: 'shop', gaps: 'skip' }), 'db/versions/001_users.sql': table('users') })
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  commit(files: Files): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.folder, name)
      mkdirSync(dirname(path), { recursive: true })
      if (text === null) rmSync(path)
      else writeFileSync(path, text)
    }
    this.git('add', '-A')
    this.git('commit', '-q', '-m', 'change')
  }

  branch(name: string, files: Files): void {
    this.git('checkout', '-q', '-b', name, 'main')
    this.commit(files)
    this.git('checkout', '-q', 'main')
  }

  get target(): string {
    return join(this.folder, 'migrations')
  }

  async convert(fromGit: readonly string[], options: Partial<ConvertOptions> = {}) {
    await using database = await connect('sqlite::memory:')
    const report = await convertRepository({
      source: join(this.folder, 'db'),
      target: this.target,
      fromGit,
      proveOn: [database],
      operations: () => import('@mig/schema'),
      ...options,
    })
    const record = JSON.parse(readFileSync(join(this.target, 'legacy.json'), 'utf8')) as LegacyRecord
    return { report, record, graph: await (await DagRepository.open(this.target)).graph() }
  }
}

async function withProject(work: (project: Project) => Promise<void>): Promise<void> {
  await using folder = await tempFolder()
  await work(new Project(folder.path))
}

const entryOf = ({ versions }: LegacyRecord, version: string) => versions.find((entry) => entry.version === version)!

describe('branches of one repository', () => {
  it('the same content at one number is one revision, whatever it is called and however it ends its lines', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/versions/002_add_rooms.sql': table('rooms').replaceAll('\n', '\r\n') })
      project.commit({ 'db/versions/002_rooms.sql': table('rooms') })
      const { record, report, graph } = await project.convert(['main', 'stable'])
      expect(graph.size).toBe(2)
      expect(report.proofs).toMatchObject([{ versions: 2, isWhole: true, downgrades: ['2', '1'] }])
      expect(report.notes).toContain("002_rooms.sql: branches: on 'stable' the same change is called 002_add_rooms.sql")
      expect(record.source).toMatchObject({
        branches: [
          { ref: 'main', commit: project.git('rev-parse', 'main').trim() },
          { ref: 'stable', commit: project.git('rev-parse', 'stable').trim() },
        ],
      })
    }))

  it('gets the ids that a conversion of the folder itself gives', () =>
    withProject(async (project) => {
      project.commit({ 'db/versions/002_rooms.sql': table('rooms') })
      const { graph } = await project.convert(['main'])
      rmSync(project.target, { recursive: true })
      const plain = await project.convert([])
      expect(graph.ids()).toEqual(plain.graph.ids())
    }))

  it('other content at one number becomes siblings and a merge, and a database that has one of them is adopted at it', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/versions/002_shops.sql': table('shops') })
      project.commit({ 'db/versions/002_rooms.sql': table('rooms') })
      const { record, report, graph } = await project.convert(['main', 'stable'])
      const entry = entryOf(record, '2')
      expect(entry.collision).toHaveLength(2)
      expect(graph.get(entry.revision!).downRevisions).toEqual(entry.collision)
      expect(report.proofs).toMatchObject([{ isWhole: true }])
      expect(report.notes).toContain(
        "002_rooms.sql: branches: version 2 is another change on 'main', 'stable': they are siblings, joined by a merge",
      )
      for (const server of databases) {
        const fresh = await freshCatalog(server, project.target)
        for (const [branch, has] of [
          ['main', 0],
          ['stable', 1],
        ] as const) {
          project.git('checkout', '-q', branch)
          await withDatabase(server, async (live) => {
            await live.linear(join(project.folder, 'db'), '2')
            await (await live.migrator(project.target)).adopt()
            expect(await live.heads(project.target), `${branch} on ${server.name}`).toEqual([entry.collision![has]])
            await live.graph(project.target)
            const { tables, ...rest } = await live.database.inspect()
            expect(compareCatalogs(fresh, { ...rest, tables: tables.filter(({ name }) => name !== 'migrate_version') })).toEqual([])
          })
        }
        project.git('checkout', '-q', 'main')
      }
    }))

  it('two files of one name with other content are siblings as well', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/versions/002_more.sql': table('shops') })
      project.commit({ 'db/versions/002_more.sql': table('rooms') })
      const { record, report } = await project.convert(['main', 'stable'])
      expect(entryOf(record, '2').collision).toHaveLength(2)
      expect(report.proofs).toMatchObject([{ isWhole: true }])
      const texts = readdirSync(join(project.target, 'versions')).map((name) =>
        readFileSync(join(project.target, 'versions', name), 'utf8'),
      )
      for (const name of ['rooms', 'shops']) expect(texts.filter((text) => text.includes(`CREATE TABLE ${name} `))).toHaveLength(1)
    }))

  it('a number that is kept free on one branch and filled on another is filled', () =>
    withProject(async (project) => {
      project.commit({ 'db/versions/002_placeholder.sql': empty, 'db/versions/003_rooms.sql': table('rooms') })
      project.branch('stable', { 'db/versions/002_placeholder.sql': null, 'db/versions/002_fix.sql': table('fix') })
      for (const refs of [
        ['main', 'stable'],
        ['stable', 'main'],
      ]) {
        rmSync(project.target, { recursive: true, force: true })
        const { record, report, graph } = await project.convert(refs)
        expect(graph.size).toBe(3)
        expect(entryOf(record, '2')).toMatchObject({ files: [{ file: '002_fix.sql' }] })
        expect(entryOf(record, '2').placeholder).toBeUndefined()
        expect(report.notes.filter((note) => note.includes('branches:'))).toEqual([
          "002_placeholder.sql: branches: version 2 is kept free on 'main' and filled on 'stable': it is filled",
        ])
      }
    }))

  it('numbers that one branch alone has come in the order of their numbers', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/versions/002_b.sql': table('b'), 'db/versions/005_e.sql': table('e') })
      project.commit({ 'db/versions/003_c.sql': table('c'), 'db/versions/004_d.sql': table('d') })
      const { record } = await project.convert(['main', 'stable'])
      expect(record.versions.map(({ version }) => version)).toEqual(['1', '2', '3', '4', '5'])
    }))

  it('code is run from where it was on its branch', () =>
    withProject(async (project) => {
      const code = (name: string) =>
        `export async function upgrade(op) { await op.execute('CREATE TABLE ${name} (id INTEGER PRIMARY KEY)') }\n` +
        `export async function downgrade(op) { await op.execute('DROP TABLE ${name}') }\n`
      project.branch('stable', { 'db/versions/002_more.mjs': code('shops') })
      project.commit({ 'db/versions/002_more.mjs': code('rooms') })
      const { report } = await project.convert(['main', 'stable'])
      expect(report.proofs).toMatchObject([{ versions: 2, isWhole: true }])
    }))

  it('another tool’s folder is read as well', () =>
    withProject(async (project) => {
      project.branch('stable', { 'sql/V1__a.sql': 'CREATE TABLE a (id INTEGER);', 'sql/V2__b.sql': 'CREATE TABLE b (id INTEGER);' })
      project.commit({ 'sql/V1__a.sql': 'CREATE TABLE a (id INTEGER);', 'sql/V1.5__c.sql': 'CREATE TABLE c (id INTEGER);' })
      const { record } = await project.convert(['main', 'stable'], { source: join(project.folder, 'sql'), from: 'flyway' })
      expect(record.versions.map(({ version }) => version)).toEqual(['1', '1.5', '2'])
    }))

  it('neither the work tree nor the index is touched, and a link is left out', () =>
    withProject(async (project) => {
      symlinkSync('001_users.sql', join(project.folder, 'db/versions/002_link.sql'))
      project.commit({})
      project.branch('stable', { 'db/versions/003_c.sql': table('c') })
      writeFileSync(join(project.folder, 'db/versions/009_work.sql'), table('work'))
      const before = project.git('status', '--porcelain')
      const { record } = await project.convert(['stable', 'main'])
      expect(record.versions.map(({ version }) => version)).toEqual(['1', '3'])
      expect(project.git('status', '--porcelain').replace('?? migrations/\n', '')).toBe(before)
      expect(readdirSync(project.folder).filter((name) => name.startsWith('.mig-convert'))).toEqual([])
    }))
})

describe('what cannot be brought together', () => {
  it('an unknown branch', () =>
    withProject(async (project) => {
      const error = await failure(() => project.convert(['main', 'nowhere']))
      expect(error.code).toBe('MIG_CONVERT_SOURCE')
      expect(error.message).toBe("git knows no branch, tag or commit 'nowhere'")
      expect(existsSync(project.target)).toBe(false)
    }))

  it.each(['--upload-pack=touch x', '-h', '--all'])('a branch %s is no option of git', (ref) =>
    withProject(async (project) => {
      expect((await failure(() => project.convert([ref]))).message).toContain(`no branch, tag or commit '${ref}'`)
    }),
  )

  it('a folder that is not on the branch', () =>
    withProject(async (project) => {
      const error = await failure(() => project.convert(['main'], { source: join(project.folder, 'old/db') }))
      expect(error.message).toBe("'old/db' is not on 'main'")
    }))

  it('a folder outside any git work tree', async () => {
    await using folder = await tempFolder()
    const error = await failure(() => convertRepository({ source: folder.path, target: join(folder.path, 'to'), fromGit: ['main'] }))
    expect(error.message).toBe(`'${folder.path}' is in no git work tree`)
  })

  it('branches that hold other repositories', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/mig.cfg.json': JSON.stringify({ repositoryId: 'blog' }) })
      const error = await failure(() => project.convert(['main', 'stable']))
      expect(error.message).toContain("'main' holds 'shop' (mig, migrate_version), and 'stable' 'blog'")
    }))

  it('branches that run two versions in different orders', () =>
    withProject(async (project) => {
      const journal = (...tags: readonly string[]) =>
        JSON.stringify({
          version: '7',
          dialect: 'sqlite',
          entries: tags.map((tag, idx) => ({ idx, version: '6', when: 1000 + idx, tag, breakpoints: true })),
        })
      const files = { 'drizzle/0000_a.sql': 'CREATE TABLE a (id INTEGER);', 'drizzle/0001_b.sql': 'CREATE TABLE b (id INTEGER);' }
      project.commit({ ...files, 'drizzle/meta/_journal.json': journal('0000_a', '0001_b') })
      project.branch('stable', { 'drizzle/meta/_journal.json': journal('0001_b', '0000_a') })
      const error = await failure(() => project.convert(['main', 'stable'], { source: join(project.folder, 'drizzle'), from: 'drizzle' }))
      expect(error.message).toMatch(/^the branches main, stable run '.*' and '.*' in different orders$/)
    }))

  it('a file that does not load is named as git names it', () =>
    withProject(async (project) => {
      project.commit({ 'db/versions/002_bad.sql': "-- migrate:up\nINSERT INTO users VALUES ('x\n" })
      const error = await failure(() => project.convert(['main']))
      expect(error.message).toBe("on 'main': 002_bad.sql:2:27: the string is never closed")
      project.commit({ 'db/versions/002_bad.sql': null, 'db/mig.cfg.json': '{' })
      const other = await failure(() => project.convert(['main']))
      expect(other.message).toContain('main:db/mig.cfg.json')
      expect(other.message).not.toContain('.mig-convert')
    }))
})

describe('mig convert --from-git', () => {
  it('says what the branches have', () =>
    withProject(async (project) => {
      project.branch('stable', { 'db/versions/002_shops.sql': table('shops') })
      project.commit({ 'db/versions/002_rooms.sql': table('rooms') })
      const { exitCode, stdout } = await runMain(['convert', 'db', '--from-git', 'main', '--from-git', 'stable'], project.folder)
      expect(exitCode).toBe(0)
      expect(stdout).toContain('wrote 4 revisions to migrations')
      expect(stdout).toContain("version 2 is another change on 'main', 'stable'")
    }))

  it.each(['--back', '--follow', '--label a=db'])('means nothing beside %s', (other) =>
    withProject(async (project) => {
      const words = other.startsWith('--label') ? other.split(' ') : [other, 'db']
      const { exitCode, stderr } = await runMain(['convert', ...words, '--from-git', 'main'], project.folder)
      expect(exitCode).toBe(2)
      expect(stderr).toContain(`--from-git means nothing beside ${other.split(' ')[0]}`)
    }),
  )
})
