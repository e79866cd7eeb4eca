import { writeFileSync } from 'node:fs'
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

/** The places that a branch of the code built on: the numbers that it took, or the heads. */
type Took = ReadonlySet<string>

interface History extends GitHistory {
  readonly ourTook: Took
  readonly theirTook: Took
}

/** Lets both branches go on from one base, each as `work` does, in one folder. */
async function makeHistory(
  folder: string,
  random: SeededRandom,
  init: (folder: string) => Promise<void>,
  work: (folder: string, random: SeededRandom) => Promise<Took>,
): Promise<History> {
  writeFiles(folder, new Map())
  await init(folder)
  for (let left = random.below(4); left > 0; left--) await work(folder, random)
  const base = readFiles(folder)
  const ourTook = await work(folder, random)
  const ours = readFiles(folder)
  writeFiles(folder, base)
  const theirTook = await work(folder, random)
  const theirs = readFiles(folder)
  return { base, ours, theirs, ourTook, theirTook }
}

/** What the head file and the check tell to do about a conflict in it. */
const fix = (location: string, more = '') => runCli(`check --fix --offline --repository ${location}${more}`, location)

const below = (folder: Files): Files => new Map([...folder].map(([path, text]) => [`migrations/${path}`, text]))
const shared = ({ ourTook, theirTook }: History): readonly string[] => [...ourTook].filter((place) => theirTook.has(place))
const outdated = async (repository: DagRepository | LinearRepository) =>
  (await repository.headFiles()).filter(({ expected, found }) => expected !== found)

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
    const seen = { conflicts: 0, clean: 0 }
    for (const [index, history] of histories.entries()) {
      const told = `history ${index}`
      const { conflicted } = merges.merge(index)
      const repository = await LinearRepository.open(location)
      expect(conflicted.length > 0, told).toBe(shared(history).length > 0)
      seen[conflicted.length > 0 ? 'conflicts' : 'clean']++
      if (shared(history).length > 0) {
        renumberTheirs(location, history)
        expect(await fix(location, ' --only head-file'), told).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining('nothing found') as string,
        })
        repository.reload()
      }
      expect(await outdated(repository), told).toEqual([])
      expect(await repository.problems(), told).toEqual([])
      expect(textsOf(readFiles(location)), told).toEqual(textsOf(history.base, history.ours, history.theirs))
    }
    expect(seen.conflicts).toBeGreaterThan(count / 5)
    expect(seen.clean).toBeGreaterThan(count / 5)
    console.log(`versions: ${JSON.stringify(seen)}`)
  })

  it('of revisions conflict exactly when both built on one head, and none is lost', async () => {
    const { histories, merges, location } = await prepare('dag', addRevisions, initDag)
    const seen = { conflicts: 0, clean: 0 }
    for (const [index, history] of histories.entries()) {
      const told = `history ${index}`
      const { conflicted } = merges.merge(index)
      const hasConflict = conflicted.length > 0
      expect(hasConflict, `${told}: ${shared(history).join()}`).toBe(shared(history).length > 0)
      for (const path of conflicted) expect(path, told).toMatch(/^migrations\/versions\/HEADS(?:\.|$)/)
      seen[hasConflict ? 'conflicts' : 'clean']++
      const repository = await DagRepository.open(location)
      if (hasConflict) expect([0, 3], told).toContain((await fix(location)).exitCode) // 3: there are several heads now
      expect(await outdated(repository), told).toEqual([])
      const graph = await repository.graph()
      const ids = [history.base, history.ours, history.theirs].flatMap(revisionsOf)
      expect([...graph.ids()].sort(), told).toEqual([...new Set(ids)].sort())
      if (graph.heads().length > 1) await repository.merge({ targets: graph.heads(), message: 'join', now: nextMinute() })
      expect((await repository.graph()).heads().length, told).toBeLessThan(2)
      expect(await outdated(repository), told).toEqual([])
    }
    expect(seen.conflicts).toBeGreaterThan(count / 8)
    expect(seen.clean).toBeGreaterThan(count / 5)
    console.log(`revisions: ${JSON.stringify(seen)}`)
  })
})

let written = 0
const nextMinute = () => new Date(Date.UTC(2026, 0, 1, 0, written++))

/** No, one or two new versions, in any language, or placeholders; nobody fills them in. */
async function addVersions(folder: string, random: SeededRandom): Promise<Took> {
  const repository = await LinearRepository.open(folder)
  const took = new Set<string>()
  for (let left = random.below(3); left > 0; left--) {
    const now = nextMinute()
    if (random.below(6) === 0) {
      for (const { version } of await repository.createPlaceholders({ count: 1 + random.below(2), now })) took.add(version)
      continue
    }
    const description = random.pick(['add email', 'add city', 'Index the names', 'drop what is old'])
    const language = random.pick(['ts', 'ts', 'js', 'sql'] as const)
    const dialect = language === 'sql' && random.below(2) === 0 ? { dialect: random.pick(['mysql', 'sqlite'] as const) } : {}
    took.add((await repository.create({ description, language, now, ...dialect })).version)
  }
  return took
}

const versionsOf = (files: Files): readonly (readonly [path: string, text: string])[] =>
  [...files].filter(([path]) => /^versions\/\d/.test(path))
/** Each text tells when it was made, so that it is found again under another number. */
const textsOf = (...folders: readonly Files[]): readonly string[] =>
  [...new Set(folders.flatMap((files) => versionsOf(files).map(([, text]) => text)))].sort()

/** What a person does about the conflict: ours stay, theirs get the numbers after them. */
function renumberTheirs(location: string, { base, ours, theirs }: History): void {
  const numberOf = (path: string) => Number(/^versions\/(\d+)/.exec(path)?.[1] ?? 0)
  const highest = (files: Files) => Math.max(0, ...[...files.keys()].map(numberOf))
  const resolved = new Map([...base, ...ours])
  const shift = highest(ours) - highest(base)
  for (const [path, text] of versionsOf(theirs).filter(([path]) => !base.has(path)))
    resolved.set(path.replace(/\d+/, String(numberOf(path) + shift).padStart(3, '0')), text)
  writeFiles(location, resolved)
  writeFileSync(join(location, 'versions/LATEST'), '<<<<<<< still in conflict\n')
}

const revisionsOf = (files: Files): readonly string[] =>
  [...files.keys()].filter((path) => path.endsWith('.sql')).map((path) => basename(path).split('_')[0]!)

/** No to three changes: mostly a revision on a head, sometimes a label, a new root, a branch from the middle, a merge. */
async function addRevisions(folder: string, random: SeededRandom): Promise<Took> {
  const repository = await DagRepository.open(folder)
  const before = await repository.graph()
  const took = new Set<string>()
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
      const first = random.pick(heads)
      const below = graph.ancestors([first])
      const others = random.below(4) === 0 ? inner.filter((id) => !below.has(id)) : heads.filter((id) => id !== first)
      const targets = [first, random.pick(others.length > 0 ? others : heads.filter((id) => id !== first))]
      if (random.below(2) === 0) targets.reverse()
      take(targets)
      await repository.merge({ targets, splice: true, ...common })
    } else if (kind === 'root' || (kind === 'splice' && inner.length === 0)) {
      // in an empty repository, two first revisions are in one another's way
      if (before.size === 0) took.add('<base>')
      await repository.create({ head: 'base', ...label(), ...common })
    } else if (kind === 'splice') {
      await repository.create({ head: random.pick(inner), splice: true, ...common })
    } else {
      const head = random.pick(heads)
      take([head])
      await repository.create({ head, ...label(), ...common })
    }
  }
  return took
}
