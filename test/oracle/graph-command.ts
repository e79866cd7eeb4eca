import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plan, RevisionId, Step } from '@mig/core'
import { runMain, type CliResult } from '../support/run-cli.js'
import { targetsOf, type Case } from './graph-data.js'
import { prepareDatabase, runOnDatabase } from './graph-database.js'
import { attempt, type Outcome, type Place } from './graph-place.js'
import { lookAt, type Shown, type Subject } from './graph-subject.js'

/** Runs one command line; the words are apart already. */
export type RunCommand = (argv: readonly string[], cwd: string) => Promise<CliResult>

/** The command line in this process. */
export const inProcess: RunCommand = (argv, cwd) => runMain(argv, cwd)

/** The built command in a process of its own. */
export const ownProcess: RunCommand = (argv, cwd) =>
  new Promise((resolve) => {
    const program = fileURLToPath(new URL('../../packages/cli/dist/bundle/mig.cjs', import.meta.url))
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] }
    execFile(process.execPath, [program, ...argv], { cwd, env }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, exitCode: error ? Number(error.code ?? 1) : 0 })
    })
  })

interface Printed {
  readonly revision: RevisionId
  readonly downRevisions: readonly RevisionId[]
  readonly isHead: boolean
  readonly isBranchPoint: boolean
  readonly isMergePoint: boolean
}

/** The `mig` command on SQLite. Every refusal must leave with exit code 2, every answer with 0. */
export function commandSubject(folder: string, run: RunCommand): Subject {
  /** Works in a folder of its own, with a database that has these rows. */
  const inFolder = async <T>(place: Place, rows: readonly RevisionId[], use: (cwd: string, file: string) => Promise<T>): Promise<T> => {
    const cwd = mkdtempSync(join(folder, 'command-'))
    const [mode, repository, versionTable] = ['dag', place.repository.location, 'alembic_version']
    writeFileSync(join(cwd, 'mig.config.json'), JSON.stringify({ mode, repository, versionTable, database: 'sqlite:./app.db' }))
    if (place.graph) await prepareDatabase(join(cwd, 'app.db'), place, rows)
    try {
      return await use(cwd, join(cwd, 'app.db'))
    } finally {
      rmSync(cwd, { recursive: true, force: true })
    }
  }
  const json = async <T>(cwd: string, argv: readonly string[]): Promise<Outcome<T>> => {
    const { stdout, stderr, exitCode } = await run([...argv, '--json'], cwd)
    const told = `mig ${argv.join(' ')} left with ${exitCode}: ${stdout}${stderr}`
    if (exitCode !== 0 && exitCode !== 2) throw new Error(told)
    const answer = JSON.parse(stdout) as T & {
      readonly error?: { readonly code: string; readonly message: string; readonly hint?: string }
    }
    if (exitCode === 0) return { value: answer }
    if (!answer.error?.hint) throw new Error(`no hint: ${told}`)
    return answer.error
  }
  const textOf = async (cwd: string, argv: readonly string[]): Promise<string> => (await run(argv, cwd)).stdout
  const idsIn = (outcome: Outcome<{ readonly revisions: readonly Printed[] }>): Outcome<readonly RevisionId[]> =>
    outcome.code === undefined ? { value: outcome.value.revisions.map(({ revision }) => revision) } : outcome
  return {
    facts: (place) =>
      inFolder(place, [], async (cwd) => {
        const heads = await json<{ heads: readonly Printed[] }>(cwd, ['heads'])
        if (heads.code !== undefined) return heads
        const effective = await json<{ heads: readonly Printed[] }>(cwd, ['heads', '--resolve-dependencies'])
        const history = await json<{ revisions: readonly Printed[] }>(cwd, ['history'])
        const branches = await json<{ branchPoints: readonly (Printed & { readonly children: readonly RevisionId[] })[] }>(cwd, [
          'branches',
        ])
        if (effective.code !== undefined || history.code !== undefined || branches.code !== undefined)
          throw new Error('the graph loads for one command and not for another')
        const labels = labelsIn(await textOf(cwd, ['history', '-v']))
        const names = effective.value.heads.map(({ revision }) => revision)
        const shown = history.value.revisions.map((one): readonly [RevisionId, Shown] => {
          const flags = [
            ...(one.isHead ? [names.includes(one.revision) ? 'head' : 'effective head'] : []),
            ...(one.downRevisions.length === 0 ? ['base'] : []),
            ...(one.isBranchPoint ? ['branchpoint'] : []),
            ...(one.isMergePoint ? ['mergepoint'] : []),
          ]
          return [one.revision, { flags, labels: labels.get(one.revision) ?? [] }]
        })
        return {
          value: {
            heads: heads.value.heads.map(({ revision }) => revision),
            effectiveHeads: names,
            bases: history.value.revisions.flatMap((one) => (one.downRevisions.length === 0 ? [one.revision] : [])),
            branches: new Map(branches.value.branchPoints.map(({ revision, children }) => [revision, children])),
            shown: new Map(shown),
          },
        }
      }),
    find: (place, target, current) => inFolder(place, current, async (cwd) => idsIn(await json(cwd, ['show', target]))),
    history: (place, range, current) =>
      inFolder(place, current, async (cwd) => idsIn(await json(cwd, ['history', ...(range === undefined ? [] : [`--range=${range}`])]))),
    current: (place, rows) =>
      inFolder(place, rows, async (cwd) => {
        const outcome = await json<{ rows: readonly RevisionId[]; unknown: readonly RevisionId[]; isAtHead: boolean }>(cwd, ['current'])
        if (outcome.code !== undefined) return outcome
        const told = outcome.value
        if ([...told.rows].sort().join() !== [...rows].sort().join()) throw new Error(`current tells the rows ${told.rows.join(' ')}`)
        return { value: { tips: place.graph!.tips(place.graph!.ancestors(rows)), isAtHead: told.isAtHead } }
      }),
    run: (place, one) =>
      inFolder(place, one.current ?? [], async (cwd, file) => {
        if (one.offline) {
          const script = await json<Omit<Plan, 'steps'> & { readonly steps: readonly { readonly step: Step }[] }>(cwd, [
            one.op,
            ...targetsOf(one),
            '--sql',
          ])
          return script.code === undefined ? { value: { ...script.value, steps: script.value.steps.map(({ step }) => step) } } : script
        }
        const options = [...(one.purge ? ['--purge'] : []), ...(one.op === 'downgrade' ? ['--yes'] : [])]
        return runOnDatabase(file, place, one, () => json(cwd, [one.op, ...targetsOf(one), ...options]))
      }),
    write: (place, one) =>
      inFolder(place, [], async (cwd) => {
        const head = one.op === 'merge' ? ['merge', ...targetsOf(one)] : ['revision', '--js', '--head', one.head!]
        const outcome = await json<{ file?: string }>(cwd, [
          ...head,
          '-m',
          'new',
          '--rev-id',
          one.new_id!,
          ...(one.splice === true ? ['--splice'] : []),
          ...(one.depends_on ?? []).flatMap((name) => ['--depends-on', name]),
          ...(one.branch_label === undefined ? [] : ['--branch-label', one.branch_label]),
        ])
        if (outcome.code !== undefined) return outcome
        const { file } = outcome.value
        // `merge heads` with one head is no mistake: it says so and leaves with 0
        return file === undefined ? { code: 'MIG_MERGE_POINTLESS', message: 'nothing to merge' } : attempt(() => lookAt(place, file))
      }),
  }
}

/** The labels that `history -v` shows with each revision. */
function labelsIn(text: string): ReadonlyMap<RevisionId, readonly string[]> {
  const labels = new Map<RevisionId, readonly string[]>()
  let id = ''
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) id = /^\S+/.exec(line)![0]
    const [, branch] = /^ +branch: +(.*)$/.exec(line) ?? []
    if (branch !== undefined) labels.set(id, branch.split(', '))
  }
  return labels
}

/** So many cases: of each operation at least four, of those with many cases more, spread evenly over the file. */
export function sampleOf(cases: readonly Case[], count: number): readonly Case[] {
  const groups = [...new Set(cases.map(({ op }) => op))]
    .map((name) => cases.filter(({ op }) => op === name))
    .sort((a, b) => a.length - b.length)
  const sample: Case[] = []
  let left = cases.length
  for (const [at, group] of groups.entries()) {
    const reserved = 4 * (groups.length - at)
    const share = Math.min(group.length, 4 + Math.round(((count - sample.length - reserved) * group.length) / left))
    for (let taken = 0; taken < share; taken++) sample.push(group[Math.floor(((taken + 0.5) * group.length) / share)]!)
    left -= group.length
  }
  return sample
}
