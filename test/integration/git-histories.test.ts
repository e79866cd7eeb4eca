import { appendFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RevisionId } from '@mig/core'
import { DagRepository, initRepository as initDag } from '@mig/dag'
import { initRepository as initLinear, LinearRepository } from '@mig/linear'
import {
  GitHistories,
  hasGit,
  readFiles,
  seededRandom,
  writeFiles,
  type Files,
  type GitHistory,
  type SeededRandom,
} from '../support/git-histories.js'
import { runCli } from '../support/run-cli.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'

/** Of each mode; more with `MIG_GIT_HISTORIES`. */
const count = Number(process.env['MIG_GIT_HISTORIES'] ?? 100)

/** What one branch of the code did to the repository. */
interface Work {
  /** The places that it built on: the number it took, or the heads. */
  readonly took: ReadonlySet<string>
  /** Whether it also began or ended lines of development, which moves lines of the file of heads. */
  readonly movedLines: boolean
}

interface History extends GitHistory {
  readonly our: Work
  readonly their: Work
}

/** Lets both branches go on from one base, each as `work` does, in one folder. */
async function makeHistory(
  folder: string,
  random: SeededRandom,
  init: (folder: string) => Promise<void>,
  work: (folder: string, random: SeededRandom) => Promise<Work>,
): Promise<History> {
  writeFiles(folder, new Map())
  await init(folder)
  for (let left = random.below(4); left > 0; left--) await work(folder, random)
  const base = readFiles(folder)
  const our = await work(folder, random)
  const ours = readFiles(folder)
  writeFiles(folder, base)
  const their = await work(folder, random)
  const theirs = readFiles(folder)
  return { base, ours, theirs, our, their }
}

/** What the head file and the check tell to do about a conflict in it. */
const fix = (location: string) => runCli(`check --fix --offline --repository ${location}`, location)

const below = (folder: Files): Files => new Map([...folder].map(([path, text]) => [`migrations/${path}`, text]))
const shared = ({ our, their }: History): readonly string[] => [...our.took].filter((place) => their.took.has(place))

const title = `${2 * count} random histories of two branches, merged by git${hasGit ? '' : ' (git is not installed)'}`

// a thousand processes: slow where others work beside it
describe.skipIf(!hasGit)(title, { timeout: 300_000 }, () => {
  let git: TempFolder
  let workshop: TempFolder
  beforeAll(async () => {
    git = await tempFolder()
    workshop = await tempFolder()
  })
  afterAll(async () => {
    await git[Symbol.asyncDispose]()
    await workshop[Symbol.asyncDispose]()
  })

  async function prepare(mode: 'dag' | 'linear', work: Parameters<typeof makeHistory>[3], init: Parameters<typeof makeHistory>[2]) {
    const random = seededRandom(20260101)
    const histories: History[] = []
    for (let index = 0; index < count; index++) histories.push(await makeHistory(join(workshop.path, mode), random, init, work))
    const folder = join(git.path, mode)
    writeFiles(folder, new Map([['README', 'one repository, many histories']]))
    const merges = new GitHistories(
      folder,
      histories.map(({ base, ours, theirs }) => ({ base: below(base), ours: below(ours), theirs: below(theirs) })),
    )
    return { histories, merges, location: join(folder, 'migrations') }
  }

  it('of numbered versions conflict exactly when both took a number, and none is lost', async () => {
    const { histories, merges, location } = await prepare('linear', addVersions, (folder) => initLinear(folder, { repositoryId: 'shop' }))
    let conflicts = 0
    for (const [index, history] of histories.entries()) {
      const told = `history ${index}`
      const { conflicted } = merges.merge(index)
      expect(conflicted.length > 0, told).toBe(shared(history).length > 0)
      const repository = await LinearRepository.open(location)
      if (conflicted.length > 0) {
        conflicts++
        renumberTheirs(location, history)
        expect(await fix(location), told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing found') as string })
      }
      const { expected, found } = (await repository.headFile())!
      expect(found, told).toBe(expected)
      expect(await repository.problems(), told).toEqual([])
      expect(bodies(readFiles(location)), told).toEqual(
        [...new Set([...bodies(history.base), ...bodies(history.ours), ...bodies(history.theirs)])].sort(),
      )
    }
    expect(conflicts).toBeGreaterThan(count / 5)
    expect(count - conflicts).toBeGreaterThan(count / 5)
  })

  it('of revisions conflict exactly when both built on one head, and none is lost', async () => {
    const { histories, merges, location } = await prepare('dag', addRevisions, initDag)
    const seen = { conflicts: 0, clean: 0, needless: 0 }
    for (const [index, history] of histories.entries()) {
      const told = `history ${index}`
      const { conflicted } = merges.merge(index)
      const hasConflict = conflicted.length > 0
      expect(conflicted.filter((path) => path !== 'migrations/versions/HEADS')).toEqual([])
      if (shared(history).length > 0) expect(hasConflict, told).toBe(true)
      // git also refuses lines that come or go side by side; then both branches began or joined lines of development
      else if (hasConflict) expect([history.our.movedLines, history.their.movedLines], told).toEqual([true, true])
      const repository = await DagRepository.open(location)
      if (hasConflict) expect([0, 3], told).toContain((await fix(location)).exitCode) // 3: there are several heads now
      seen[!hasConflict ? 'clean' : shared(history).length > 0 ? 'conflicts' : 'needless']++
      const { expected, found } = (await repository.headFile())!
      expect(found, told).toBe(expected)
      const graph = await repository.graph()
      const written = [history.base, history.ours, history.theirs].flatMap((files) => [...files.keys()])
      const ids = written.filter((path) => path.endsWith('.sql')).map((path) => basename(path).split('_')[0]!)
      expect([...graph.ids()].sort(), told).toEqual([...new Set(ids)].sort())
      if (graph.heads().length > 1) await repository.merge({ targets: graph.heads(), message: 'join', now: nextMinute() })
      expect((await repository.graph()).heads().length, told).toBeLessThan(2)
      expect((await repository.headFile())!.found).toBe((await repository.headFile())!.expected)
    }
    expect(seen.conflicts).toBeGreaterThan(count / 8)
    expect(seen.clean).toBeGreaterThan(count / 3)
    expect(seen.needless).toBeLessThan(count / 8)
    console.log(`revisions: ${JSON.stringify(seen)}`)
  })
})

let written = 0
const nextMinute = () => new Date(Date.UTC(2026, 0, 1, 0, written++))

/** No, one or two new versions; their bodies tell them apart. */
async function addVersions(folder: string, random: SeededRandom): Promise<Work> {
  const repository = await LinearRepository.open(folder)
  const took = new Set<string>()
  for (let left = random.below(3); left > 0; left--) {
    const description = random.pick(['add email', 'add city', 'Index the names', 'drop what is old'])
    const { version, files } = await repository.create({ description })
    took.add(version)
    appendFileSync(files[0]!, `// body ${written++}\n`)
  }
  return { took, movedLines: false }
}

const bodies = (files: Files): readonly string[] => [...files.values()].flatMap((text) => /\/\/ body \d+/.exec(text) ?? []).sort()

/** What a person does about the conflict: ours stay, theirs get the numbers after them. */
function renumberTheirs(location: string, { base, ours, theirs }: History): void {
  const versions = (files: Files) => [...files].filter(([path]) => /^versions\/\d/.test(path) && !base.has(path))
  const resolved = new Map([...base, ...ours])
  const next = Math.max(...[...resolved.keys()].map((path) => Number(/^versions\/(\d+)/.exec(path)?.[1] ?? 0))) + 1
  for (const [offset, [path, text]] of versions(theirs).entries())
    resolved.set(path.replace(/\d+/, String(next + offset).padStart(3, '0')), text)
  writeFiles(location, resolved)
  writeFileSync(join(location, 'versions/LATEST'), '<<<<<<< still in conflict\n')
}

/** No to three changes: mostly a revision on a head, sometimes a label, a new root, a branch from the middle, a merge. */
async function addRevisions(folder: string, random: SeededRandom): Promise<Work> {
  const repository = await DagRepository.open(folder)
  const before = await repository.graph()
  const took = new Set<string>()
  let movedLines = false
  for (let left = random.below(3); left > 0; left--) {
    const graph = await repository.graph()
    const heads = graph.heads()
    const inner = graph.ids().filter((id) => !graph.isHead(id))
    const take = (ids: readonly RevisionId[]) => ids.filter((id) => before.isHead(id) && before.has(id)).forEach((id) => took.add(id))
    const revisionId = `${written.toString(16)}${random.below(0xfffffff).toString(16)}`.padStart(12, 'e').slice(-12)
    const common = { message: `change ${written}`, revisionId, language: 'sql', now: nextMinute() } as const
    const label = () => (random.below(3) === 0 ? { branchLabel: `label${written}` } : {})
    const kind = heads.length === 0 ? 'root' : random.pick(['head', 'head', 'head', 'head', 'root', 'splice', 'merge'] as const)
    if (kind === 'merge' && heads.length > 1) {
      const first = random.below(heads.length)
      const targets = [heads[first]!, heads[(first + 1) % heads.length]!]
      take(targets)
      movedLines = true
      await repository.merge({ targets, ...common })
    } else if (kind === 'root' || (kind === 'splice' && inner.length === 0)) {
      // in an empty repository, two first revisions are in one another's way
      if (before.size === 0) took.add('<base>')
      movedLines = true
      await repository.create({ head: 'base', ...label(), ...common })
    } else if (kind === 'splice') {
      movedLines = true
      await repository.create({ head: random.pick(inner), splice: true, ...common })
    } else {
      const head = random.pick(heads)
      take([head])
      await repository.create({ head, ...label(), ...common })
    }
  }
  return { took, movedLines }
}
