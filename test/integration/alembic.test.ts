import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RevisionGraph, type Revision, type RevisionId } from '@mig/core'
import { renderDagScript } from '@mig/script'
import { alembicAbsent, hasAlembic, startAlembic, type Alembic } from '../support/alembic.js'
import { runMain } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** Steps on each database; more with `MIG_ALEMBIC_STEPS`, others with `MIG_ALEMBIC_SEED`. */
const steps = Number(process.env['MIG_ALEMBIC_STEPS'] ?? 50)
const seed = Number(process.env['MIG_ALEMBIC_SEED'] ?? 1)

/**
 * Two labelled branches with a merge each and a dependency between them.
 *
 *     a1 ── a2 ── a4 ── a5        orders
 *       └── a3 ──┘  └── a6
 *     b1 ── b2 ── b3              audit; b2 depends on a2
 */
const revisions: readonly Revision[] = [
  revision('a1c3d0d92b7e', [], { labels: ['orders'] }),
  revision('a27e24d10c9a', ['a1c3d0d92b7e']),
  revision('a3d95e8f1a42', ['a1c3d0d92b7e']),
  revision('a480b6a3e7f1', ['a27e24d10c9a', 'a3d95e8f1a42']),
  revision('a5c71f9a2d60', ['a480b6a3e7f1']),
  revision('a6f02c3b1d99', ['a480b6a3e7f1']),
  revision('b1e8842f0c31', [], { labels: ['audit'] }),
  revision('b2907dd31e55', ['b1e8842f0c31'], { dependsOn: ['a27e24d10c9a'] }),
  revision('b3317f6e0ab8', ['b2907dd31e55']),
]
const graph = RevisionGraph.build(revisions)

function revision(id: RevisionId, downRevisions: readonly RevisionId[], more: Partial<Revision> = {}): Revision {
  return { id, downRevisions, dependsOn: [], labels: [], description: `step ${id.slice(0, 2)}`, ...more }
}

/** What either tool may be told; both must do the same, or both refuse. */
const requests: readonly (readonly string[])[] = [
  ...['heads', '+1', 'orders@+1', 'audit@+1', 'audit@head', 'a5c7', 'a6f02c3b1d99', 'b290', 'a3', 'audit', 'nowhere'].map((target) => [
    'upgrade',
    target,
  ]),
  ...['base', 'audit@-1', 'orders@base', 'audit@base', 'a1c3', 'a480b6a3e7f1', 'b1e8', 'a27e', 'nowhere'].map((target) => [
    'downgrade',
    target,
  ]),
  ...['a480', 'b1e8842f0c31', 'heads', 'base', 'audit@base', 'a5c71f9a2d60', 'nowhere'].map((target) => ['stamp', target]),
]

if (hasAlembic) {
  for (const server of databases) {
    if (server.dialect === 'mysql') continue
    describe(`${server.name}, kept by Alembic and mig in turn`, () => {
      it(`is where both say it is after each of ${steps} steps (seed ${seed})`, { timeout: 600_000 }, async () => {
        await using folder = await tempFolder()
        const { url, dispose } = await server.create()
        try {
          writeRepository(folder.path, url)
          await using alembic = startAlembic(folder.path, url, revisions)
          await takeTurns(folder.path, alembic)
        } finally {
          await dispose()
        }
      })
    })
  }
} else describe.skip(alembicAbsent, () => it('runs these tests'))

function writeRepository(folder: string, url: string): void {
  mkdirSync(join(folder, 'migrations/versions'), { recursive: true })
  const config = { mode: 'dag', repository: './migrations', versionTable: 'alembic_version', database: url }
  writeFileSync(join(folder, 'mig.config.json'), JSON.stringify(config))
  for (const one of revisions) {
    const text = renderDagScript({
      language: 'sql',
      revision: one.id,
      downRevisions: one.downRevisions,
      dependsOn: one.dependsOn,
      branchLabels: one.labels,
      description: one.description,
      upgrade: `CREATE TABLE IF NOT EXISTS did_${one.id} (id INTEGER);`,
      downgrade: `DROP TABLE IF EXISTS did_${one.id};`,
    })
    writeFileSync(join(folder, 'migrations/versions', `${one.id}.sql`), text)
  }
}

/** Each step: one tool changes the database, then both are asked where it is. Half of the steps are Alembic's. */
async function takeTurns(folder: string, alembic: Alembic): Promise<void> {
  const mig = (...words: readonly string[]) => runMain([...words, '--json'], folder)
  let state = seed
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below
  let rows: readonly RevisionId[] = []
  const done: string[] = []
  const counts = { alembic: 0, mig: 0, changed: 0, refused: 0 }
  for (let step = 0; step < steps; step++) {
    // nothing is left to do where everything is applied: begin again now and then
    const request = requests[random(requests.length)]!
    const who = random(2) === 0 ? 'alembic' : 'mig'
    done.push(`${who} ${request.join(' ')}`)
    counts[who] += 1
    const told = who === 'alembic' ? await alembic.run(...request) : await mig(...request)
    const isRefused = ('code' in told ? told.code : told.exitCode) !== 0
    const story = `${done.slice(-5).join('; ')}\n${'code' in told ? told.output : told.stdout}`
    expect(!isRefused || refusable(request), story).toBe(true)

    const ours = JSON.parse((await mig('current')).stdout) as { rows: readonly RevisionId[]; isAtHead: boolean }
    const theirs = await alembic.run('current')
    expect(theirs.code, `${story}\n${theirs.output}`).toBe(0)
    const applied = graph.ancestors(ours.rows)
    expect(idsIn(theirs.output), story).toEqual([...graph.tips(applied)].sort())
    expect([...ours.rows], story).toEqual([...graph.maximal(ours.rows)])
    if (isRefused) expect(ours.rows, story).toEqual(rows)
    counts[isRefused ? 'refused' : 'changed'] += isRefused || ours.rows.join() !== rows.join() ? 1 : 0
    rows = ours.rows

    if (step % 10 === 0) {
      const history = await alembic.run('history')
      const seen = history.output.trim().split('\n')
      const told = JSON.parse((await mig('history')).stdout) as { revisions: readonly { revision: RevisionId }[] }
      expect(seen.map((line) => /-> (\w+)/.exec(line)![1]!).sort()).toEqual(told.revisions.map((one) => one.revision).sort())
    }
  }
  console.log(
    `${steps} steps: ${counts.alembic} by Alembic, ${counts.mig} by mig; ${counts.changed} changed rows, ${counts.refused} refused`,
  )
  expect(counts.changed).toBeGreaterThan(steps / 5)
}

/** Names beyond the graph, and what depends on where the database is, may be refused; the rest must run. */
function refusable([verb, target = '']: readonly string[]): boolean {
  if (target === 'nowhere' || /[+-]/.test(target)) return true
  return verb === 'downgrade' && !target.endsWith('base')
}

/** The first word of each line that `alembic current` prints. */
const idsIn = (output: string): readonly RevisionId[] =>
  output
    .split('\n')
    .flatMap((line) => /^[0-9a-f]{12}(?= |$)/.exec(line)?.[0] ?? [])
    .sort()
