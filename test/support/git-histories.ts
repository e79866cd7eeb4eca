import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A folder's files: path → text. */
export type Files = ReadonlyMap<string, string>

/** A common ancestor and two branches that go on from it. */
export interface GitHistory {
  readonly base: Files
  readonly ours: Files
  readonly theirs: Files
}

/** What a merge left in the work tree. */
export interface GitMerge {
  readonly conflicted: readonly string[]
}

export const hasGit = spawnSync('git', ['--version']).status === 0

/** Every file below a folder. */
export function readFiles(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    names
      .filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/.git/'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  )
}

/** Makes a folder hold these files and no others. */
export function writeFiles(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** One git repository with many histories, imported at once; each is then merged by `git merge` in its work tree. */
export class GitHistories {
  readonly #folder: string

  constructor(folder: string, histories: readonly GitHistory[]) {
    this.#folder = folder
    this.#git(['init', '--quiet', '.'])
    const stream = histories.flatMap(({ base, ours, theirs }, index) => [
      commit(`base-${index}`, undefined, base),
      commit(`ours-${index}`, `base-${index}`, ours),
      commit(`theirs-${index}`, `base-${index}`, theirs),
    ])
    this.#git(['fast-import', '--quiet'], stream.join(''))
  }

  /** Merges `theirs` into `ours` and leaves the result in the work tree. */
  merge(index: number): GitMerge {
    rmSync(join(this.#folder, 'migrations'), { recursive: true, force: true })
    this.#git(['checkout', '--quiet', '--force', `ours-${index}`])
    const merged = this.#run(['merge', '--no-commit', `theirs-${index}`])
    if (merged.status === 0) return { conflicted: [] }
    const conflicted = [...merged.stdout.matchAll(/^CONFLICT .* in (.+)$/gm)].map((match) => match[1]!)
    if (conflicted.length === 0) throw new Error(`git merge failed: ${merged.stdout}${merged.stderr}`)
    return { conflicted }
  }

  #git(args: readonly string[], input?: string): string {
    const { status, stdout, stderr } = this.#run(args, input)
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}`)
    return stdout
  }

  #run(args: readonly string[], input?: string) {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
    const person = ['-c', 'user.name=tester', '-c', 'user.email=tester@example.org', '-c', 'gc.auto=0', '-c', 'core.fsync=none']
    return spawnSync('git', [...person, ...args], { cwd: this.#folder, env, input, encoding: 'utf8' })
  }
}

function commit(branch: string, from: string | undefined, files: Files): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  return [
    `commit refs/heads/${branch}\ncommitter tester <tester@example.org> 1767225600 +0000\n${data(branch)}`,
    ...(from === undefined ? [] : [`from refs/heads/${from}\ndeleteall\n`]),
    ...[...files].map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
    '\n',
  ].join('')
}

/** Random choices that are the same in each run (Park and Miller's generator). */
export function seededRandom(seed: number) {
  let state = seed
  const below = (limit: number): number => (state = (state * 48271) % 2147483647) % limit
  return { below, pick: <T>(items: readonly T[]): T => items[below(items.length)]! }
}

export type SeededRandom = ReturnType<typeof seededRandom>
