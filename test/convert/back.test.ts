import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareCatalogs, dialects, type Repository } from '@mig/core'
import { backToNumbers, convertRepository } from '@mig/convert'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { LinearRepository } from '@mig/linear'
import { numberedSource, type NumberedSource } from '../../packages/convert/test/numbered-source.js'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { withDatabase } from './with-database.js'

const samples = join(import.meta.dirname, '../samples')
const table = (name: string) => `-- migrate:up\nCREATE TABLE ${name} (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE ${name};\n`

/** What a repository sends, number by number: statements, or the code's own text. */
async function scriptsOf(location: string): Promise<Readonly<Record<string, unknown>>> {
  const repository: Repository = await LinearRepository.open(location)
  const scripts: Record<string, unknown> = {}
  for (const id of (await repository.graph()).ids()) {
    const script = await repository.script(id)
    for (const dialect of dialects)
      for (const direction of ['upgrade', 'downgrade'] as const) {
        const body = await script.body(direction, dialect).catch((error: Error) => ({ kind: 'none', error: error.message }))
        scripts[`${id} ${direction} ${dialect}`] =
          body && 'statements' in body
            ? body.statements.map(({ text }) => text)
            : body && 'file' in body
              ? readFileSync(body.file, 'utf8')
              : undefined
      }
  }
  return scripts
}

const back = ({ folder, target }: NumberedSource, options = {}) =>
  backToNumbers({ source: target, target: join(folder, 'again'), operations: () => import('@mig/schema'), ...options })
const namesIn = (location: string) => readdirSync(join(location, 'versions')).filter((name) => name !== 'LATEST')

describe('numbers, a graph, numbers again', () => {
  it.each([
    ['a sample with scripts per dialect and direction', 'rich', []],
    ['a sample with code, sections, placeholders and a back-port', 'numbered', ['007_orders_note.sql']],
  ])('%s: the same files, the same statements, the same code', async (_what, name, without) => {
    await using folder = await tempFolder()
    const [source, graph, again] = ['source', 'graph', 'again'].map((part) => join(folder.path, part)) as [string, string, string]
    cpSync(join(samples, name), source, { recursive: true })
    for (const file of without) rmSync(join(source, 'versions', file)) // two changes of one number make a branch
    await convertRepository({ source, target: graph })
    await using database = await connect('sqlite::memory:')
    const report = await backToNumbers({ source: graph, target: again, proveOn: [database], operations: () => import('@mig/schema') })
    expect(report.proofs).toMatchObject([{ versions: report.versions.length, isWhole: true }])
    expect(namesIn(again)).toEqual(namesIn(source))
    expect(await scriptsOf(again)).toEqual(await scriptsOf(source))
    expect((await LinearRepository.open(again)).settings).toMatchObject({
      repositoryId: (await LinearRepository.open(source)).settings.repositoryId,
    })
  })

  it('code in every form comes back byte for byte', async () => {
    const files = {
      '001_a.mjs': '#!/usr/bin/env node\nexport async function upgrade(op) {}\n',
      '002_b.cjs': '// what it does\nmodule.exports = { async upgrade(op) {} }',
      '003_c.ts': "import type { Operations } from '@mig/schema'\nexport async function upgrade(op: Operations): Promise<void> {}\n",
      '004.js': 'export async function upgrade(op) {}\r\n',
    }
    using source = numberedSource(files)
    await source.convert()
    await back(source)
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(source.folder, 'again/versions', name), 'utf8')).toBe(text)
  })

  it('what was dropped, squashed or left out keeps its number', async () => {
    using source = numberedSource({
      '001_a.sql': table('a'),
      '002_b.sql': table('b'),
      '004_placeholder_default_upgrade.sql': '',
      '005_c.sql': table('c'),
      '007_placeholder_default_upgrade.sql': '',
    })
    await source.convert({ mode: { kind: 'baseline', version: '2' }, placeholders: 'drop' })
    await using database = await connect('sqlite::memory:')
    const { versions, proofs } = await back(source, { proveOn: [database] })
    expect(versions.map(({ version, files }) => [version, ...files])).toEqual([
      ['2', '002_baseline_everything_up_to_2.sql'],
      ['4', '004_placeholder_default_upgrade.sql'],
      ['5', '005_c.sql'],
      ['7', '007_placeholder_default_upgrade.sql'],
    ])
    expect(proofs).toMatchObject([{ versions: 4, isWhole: true, downgrades: ['5'] }])
    expect((await LinearRepository.open(join(source.folder, 'again'))).settings.gaps).toBe('skip')
  })

  for (const server of databases) {
    it(`on ${server.name}: a database of the numbers has the schema of one of the graph, and is told by its number`, async () => {
      using source = numberedSource({ '001_a.sql': table('a'), '003_b.sql': table('b') })
      await source.convert()
      await withDatabase(server, async ({ database, graph }) => {
        const { proofs } = await back(source, { proveOn: [database] })
        expect(proofs).toMatchObject([{ dialect: server.dialect, versions: 2, isWhole: true, downgrades: ['3', '1'] }])
        await graph(source.target)
        const ofGraph = await database.inspect()
        await withDatabase(server, async (other) => {
          await other.linear(join(source.folder, 'again'), '3')
          expect(compareCatalogs(ofGraph, await other.database.inspect())).toEqual([])
          // the old number is looked up in the record of the first conversion
          expect((await other.graph(source.target)).adopted).toMatchObject({ version: '3' })
        })
      })
    })
  }
})

describe('a graph that never was numbered', () => {
  it('gets numbers from 1, a file for each revision', async () => {
    await using folder = await tempFolder()
    const run = (command: string) => runCli(command, folder.path)
    await run('init')
    await run('revision -m "create account" --sql --rev-id aaaaaaaaaaaa')
    await run('revision -m "in code" --rev-id bbbbbbbbbbbb --branch-label billing')
    const { stdout, exitCode } = await run('convert migrations --back --to numbered --no-proof')
    expect([exitCode, stdout]).toEqual([
      0,
      [
        'NOT PROVED: see the notes below',
        'wrote 2 versions to numbered',
        '     1 aaaaaaaaaaaa: 001_create_account.sql',
        '     2 bbbbbbbbbbbb: 002_in_code.ts',
        "  2 ('bbbbbbbbbbbb'): its branch label billing is left out",
        'next: name it in the configuration (mode linear), and take each database over: mig version_control NUMBER --verify',
        '',
      ].join('\n'),
    ])
    const code = readFileSync(join(folder.path, 'numbered/versions/002_in_code.ts'), 'utf8')
    expect(code).toContain('export async function upgrade(op: Operations)')
    expect(code).not.toMatch(/bbbbbbbbbbbb|downRevision|createDate/)
    expect((await run('check --repository numbered --mode linear --offline')).exitCode).toBe(0)
  })
})

describe('what cannot be told in numbers is refused, and nothing is written', () => {
  it('a graph with branches, point by point', async () => {
    await using folder = await tempFolder()
    const graph = join(folder.path, 'graph')
    await convertRepository({ source: join(samples, 'numbered'), target: graph })
    const failure = await backToNumbers({ source: graph, target: join(folder.path, 'again') }).then(
      () => undefined,
      (error: Error) => error,
    )
    expect(failure).toMatchObject({
      code: 'MIG_CONVERT_BACK',
      details: { branchPoints: ['09f6f2596fbc'], mergePoints: ['ae510735a21e'], bases: ['536400fd79e3'] },
    })
    expect(failure!.message).toMatch(
      /'09f6f2596fbc' is a branch point .* \[.*_006_index_customer_email\.sql\]; 'ae510735a21e' is a merge point of/,
    )
    expect(readdirSync(folder.path)).toEqual(['graph'])
  })

  it.each([
    ['code that is bound to its place', "import { x } from './x.js'\n", /imports '\.\/x\.js' by its place \(.*_a\.ts\)/],
    ['constants over several lines', 'export const replaces = [\n]\n', /its constants .* cannot be taken out \(.*_a\.ts\)/],
  ])('%s, with its file', async (_what, line, says) => {
    await using folder = await tempFolder()
    await runCli('init', folder.path)
    await runCli('revision -m a --rev-id aaaaaaaaaaaa', folder.path)
    const file = join(folder.path, 'migrations/versions/aaaaaaaaaaaa_a.ts')
    writeFileSync(file, line + readFileSync(file, 'utf8'))
    const { stderr, exitCode } = await runCli('convert migrations --back', folder.path)
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(says)])
    expect(readdirSync(folder.path)).not.toContain('numbered')
  })

  it('a revision that was put between two numbers', async () => {
    using source = numberedSource({ '001_a.sql': table('a'), '002_b.sql': table('b') })
    await source.convert()
    const { downRevisions, id } = (await (await DagRepository.open(source.target)).graph()).index.revisions[1]!
    const versions = join(source.target, 'versions')
    const b = join(
      versions,
      readdirSync(versions).find((name) => name.includes('_002_'))!,
    )
    writeFileSync(b, readFileSync(b, 'utf8').replace(`-- down revision: ${downRevisions[0]}`, '-- down revision: cccccccccccc'))
    writeFileSync(
      join(versions, 'cccccccccccc_between.sql'),
      `-- between\n-- revision: cccccccccccc\n-- down revision: ${downRevisions[0]}\n\n-- migrate:up\n`,
    )
    await expect(back(source)).rejects.toMatchObject({
      code: 'MIG_CONVERT_BACK',
      message: `'cccccccccccc' comes before '${id}', and no number is left between 2 and 2`,
      details: { file: join(versions, 'cccccccccccc_between.sql') },
    })
  })

  it.each([
    ['convert migrations --back --baseline 2', /--baseline means nothing beside --back/],
    ['convert migrations --back --follow', /--follow means nothing beside --back/],
    ['convert numbered --back', /is a numbered repository/],
  ])('mig %s', async (command, says) => {
    using source = numberedSource({ '001_a.sql': table('a') })
    await source.convert()
    const { stderr, exitCode } = await runCli(command, source.folder)
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(says)])
  })
})
