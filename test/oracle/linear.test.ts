import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runMain, type CliResult } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'
import { canonicalCommand, repositoryOf, targetOf, translateArguments } from './linear-arguments.js'
import { allowedCodes } from './linear-codes.js'
import { answersOf, linearDataFile, readLinearData, type Case, type RecordedDatabase, type Step } from './linear-data.js'
import { bringTo, complete, readDatabase, runSql } from './linear-database.js'
import { differences, type DifferenceKind, type Moment } from './linear-differences.js'
import { translatePython } from './linear-python.js'

/** How an outcome differs from the recorded answer. */
interface Finding {
  readonly kind: DifferenceKind
  readonly problem: string
}

/** What a command line of ours did. */
interface Outcome extends CliResult {
  readonly code: string | undefined
  readonly transitions: readonly (readonly [number, number, boolean])[]
  readonly filesAdded: readonly string[]
}

/** Counts and what is not explained, over all cases. */
interface Tally {
  readonly ran: Map<string, number>
  readonly differed: Map<string, number>
  readonly failures: string[]
}

/** Python versions of the recorded kind are translated, as a user of mig would have to. */
function writeInto(folder: string, path: string, text: string): void {
  const file = join(folder, path)
  if (path.endsWith('/')) return void mkdirSync(file, { recursive: true })
  mkdirSync(dirname(file), { recursive: true })
  const javascript = isVersion(path) && path.endsWith('.py') ? translatePython(text) : undefined
  if (javascript === undefined) writeFileSync(file, text)
  else writeFileSync(translatedPath(file), javascript)
}

const isVersion = (path: string): boolean => /(?:^|\/)versions\/\d{3,}[^/]*$/.test(path)
const translatedPath = (file: string): string => file.replace(/\.py$/, '.js')
/** Where a file is now: a translated one has another ending. */
const placeOf = (folder: string, path: string): string =>
  [join(folder, path), translatedPath(join(folder, path))].find((file) => existsSync(file))!

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/^app\.db|^before\.db$/.test(path))
}

async function perform(argv: readonly string[], folder: string): Promise<Outcome> {
  const before = new Set(filesIn(folder))
  const result = await runMain(translateArguments(argv, 'sqlite:app.db'), folder)
  const steps = `${result.stdout}${result.stderr}`.matchAll(/^(\d+) -> (\d+)(?:\.\.\. (done)| failed|\.\.\.\s*$)/gm)
  return {
    ...result,
    code: /\[(MIG_\w+)\]$/m.exec(result.stderr)?.[1],
    transitions: [...steps].map(([, from, to, done]) => [Number(from), Number(to), done !== undefined] as const),
    filesAdded: filesIn(folder).filter((path) => !before.has(path)),
  }
}

const same = (a: RecordedDatabase, b: RecordedDatabase): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What is Python there. */
const endings: Readonly<Record<string, string>> = { manage: '.mjs', script: '.ts' }

/** Success or failure first; what they did is only compared where both answered or both failed. */
function judge({ command, answer }: Moment, outcome: Outcome, database: RecordedDatabase, expected: RecordedDatabase): readonly Finding[] {
  const findings: Finding[] = []
  const add = (kind: DifferenceKind, problem: string): void => void findings.push({ kind, problem })
  const { error } = answer
  if (outcome.exitCode === 70 || (outcome.exitCode !== 0 && outcome.code === undefined && outcome.exitCode !== 3)) {
    throw new Error(`a crash, not a refusal: ${outcome.stderr}`)
  }
  if (outcome.exitCode === 0 && answer.exit !== 0) add('answers', `answers, where it says ${error!.class}: ${error!.message}`)
  if (outcome.exitCode !== 0 && answer.exit === 0) add('refuses', `refuses: ${outcome.stderr}`)
  if (outcome.exitCode !== 0 && answer.exit !== 0) {
    const allowed: readonly string[] = allowedCodes(error!.class, error!.message)
    if (!allowed.includes(outcome.code ?? ''))
      add('reason', `refuses with ${outcome.code}, where it says ${error!.class}: ${error!.message}`)
  }
  const steps = (list: readonly (readonly [number, number, boolean])[]): string =>
    list.map(([from, to, done]) => `${from}->${to}${done ? '' : '!'}`).join(' ')
  if (steps(outcome.transitions) !== steps(answer.transitions ?? [])) {
    if (command !== 'test')
      add('steps', `runs ${steps(outcome.transitions) || 'nothing'}, expected ${steps(answer.transitions ?? []) || 'nothing'}`)
  }
  if (!same(database, expected)) {
    add('database', `leaves ${JSON.stringify(database)}, expected ${JSON.stringify(expected)}`)
  }
  const names = (files: readonly string[]): string => [...files].sort().join(' ')
  const added = (answer.files_added ?? []).map((path) => path.replace(/\.py$/, endings[command] ?? '.py'))
  if (answer.exit === 0 && outcome.exitCode === 0 && names(outcome.filesAdded) !== names(added)) {
    add('files', `adds ${names(outcome.filesAdded)}, expected ${names(added)}`)
  }
  const prints = ['version', 'db_version'].includes(command) && answer.exit === 0 && outcome.exitCode === 0
  if (prints && outcome.stdout.trim() !== (answer.stdout ?? []).join('\n').trim()) {
    add('output', `prints '${outcome.stdout.trim()}', expected ${(answer.stdout ?? []).join(' ')}`)
  }
  return findings
}

/** Both sides start every step from the recorded state, so that one difference does not hide or cause the next. */
async function compareCase(one: Case, tally: Tally): Promise<void> {
  await using folder = await tempFolder()
  const file = join(folder.path, 'app.db')
  const snapshot = join(folder.path, 'before.db')
  if (!one.no_versions_dir && Object.keys(one.files).some((path) => path.startsWith('repo/')))
    mkdirSync(join(folder.path, 'repo/versions'), { recursive: true })
  for (const [path, text] of Object.entries(one.files)) writeInto(folder.path, path, text)
  let recorded = complete(null)
  for (const [index, step] of one.steps.entries()) {
    const answer = answersOf(one)[index]!
    const before = recorded
    if (answer.db !== undefined) recorded = complete(answer.db)
    if (existsSync(file)) copyFileSync(file, snapshot)
    if (step.op !== 'migrate') {
      await change(step, folder.path, file)
      continue
    }
    const outcome = await perform(step.argv, folder.path)
    const database = await readDatabase(file)
    const repository = join(folder.path, repositoryOf(step.argv) ?? 'repo')
    const config = join(repository, 'migrate.cfg')
    const moment: Moment = {
      one,
      command: canonicalCommand(step.argv),
      argv: step.argv,
      earlier: one.steps.slice(0, index),
      target: targetOf(step.argv),
      answer,
      before,
      config: existsSync(config) ? readFileSync(config, 'utf8') : '',
      versions: versionsOf(repository),
    }
    for (const { kind, problem } of judge(moment, outcome, database, recorded)) {
      const isUntouched = outcome.exitCode !== 0 && outcome.transitions.length === 0 && same(database, before)
      const reason = differences.find(
        (difference) => difference.kinds.includes(kind) && (isUntouched || !difference.untouched) && difference.applies(moment),
      )?.reason
      if (reason === undefined) tally.failures.push(`${one.id}/${index} ${step.argv.join(' ')}: ${kind}: ${problem}`)
      else tally.differed.set(reason, (tally.differed.get(reason) ?? 0) + 1)
    }
    for (const path of answer.files_added ?? []) {
      // a file that we refuse to write: the recorded story goes on with it
      if (outcome.exitCode !== 0 && path.endsWith('.sql')) writeInto(folder.path, path, '')
    }
    if (same(database, recorded)) continue
    if (answer.db === undefined) {
      if (existsSync(snapshot)) copyFileSync(snapshot, file)
      else rmSync(file, { force: true })
    } else await bringTo(file, recorded, textsOf(one))
  }
}

/** What the recorder did beside the tool. */
async function change(step: Exclude<Step, { op: 'migrate' }>, folder: string, file: string): Promise<void> {
  if (step.op === 'sql') return runSql(file, step.sql)
  if (step.op === 'write') return writeInto(folder, step.path, step.text)
  if (step.op === 'remove') return rmSync(placeOf(folder, step.path), { recursive: true })
  return renameSync(placeOf(folder, step.from), join(folder, step.to))
}

function versionsOf(repository: string): ReadonlyMap<string, string> {
  const folder = join(repository, 'versions')
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { withFileTypes: true })
  return new Map(
    entries.map((entry) => (entry.isFile() ? [entry.name, readFileSync(join(folder, entry.name), 'utf8')] : [`${entry.name}/`, ''])),
  )
}

const textsOf = ({ files, steps }: Case): readonly string[] => [
  ...Object.values(files),
  ...steps.flatMap((step) => (step.op === 'write' ? [step.text] : step.op === 'sql' ? [step.sql] : [])),
]

describe('numbered repositories and their commands', () => {
  it('do what SQLAlchemy Migrate does, but for the differences on purpose', async () => {
    const cases = readLinearData(linearDataFile)
    const tally: Tally = { ran: new Map(), differed: new Map(), failures: [] }
    for (const one of cases) {
      tally.ran.set(one.family, (tally.ran.get(one.family) ?? 0) + 1)
      await compareCase(one, tally)
    }
    const commands = cases.flatMap(({ steps }) => steps.filter(({ op }) => op === 'migrate')).length
    const lines = [
      ...[...tally.ran].map(([family, count]) => `${family} ${count}`),
      ...[...tally.differed].map(([reason, count]) => `  on purpose (${count}): ${reason}`),
    ]
    console.log(`compared with SQLAlchemy Migrate, ${cases.length} cases, ${commands} commands:\n${lines.join('\n')}`)
    expect(tally.failures).toEqual([])
    expect([...tally.ran.values()].reduce((sum, count) => sum + count, 0)).toBe(cases.length)
  }, 600_000)
})
