import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { MigError } from '@mig/core'

/** A folder as it is on one branch, written out. */
export interface Checkout {
  /** As it was named: `main`, `release/2.0`, a tag, a commit. */
  readonly ref: string
  /** Of forty hexadecimal digits. */
  readonly commit: string
  /** Where it lies, absolute; its last part is called like the source. */
  readonly folder: string
  /** Path of the source from the top of the work tree, with `/`. */
  readonly path: string
}

/**
 * Writes a folder of a git work tree out as it is on each of these branches. The folder need not be there now.
 *
 * Only objects are read (`rev-parse`, `ls-tree`, `cat-file`): no hook, filter or attribute of the repository runs, and its work tree and index
 * are not touched. Links and submodules are left out.
 *
 * @param below an empty folder
 * @throws {MigError} `MIG_CONVERT_SOURCE` where git is absent, or a branch or the folder on it is unknown
 */
export async function checkOut(source: string, refs: readonly string[], below: string): Promise<readonly Checkout[]> {
  const place = await locateInGit(source)
  const checkouts: Checkout[] = []
  for (const [at, ref] of refs.entries()) {
    const commit = (
      await git(place.top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], unknownRef(ref))
    ).trim()
    const folder = join(below, String(at), basename(source))
    await writeTree(place, { ref, commit, folder, path: place.path })
    checkouts.push({ ref, commit, folder, path: place.path })
  }
  return checkouts
}

interface GitPlace {
  /** Top of the work tree. */
  readonly top: string
  /** The source from there, with `/`; empty for the top itself. */
  readonly path: string
}

async function locateInGit(source: string): Promise<GitPlace> {
  let there = resolve(source)
  while (!existsSync(there)) there = dirname(there)
  const refusal = () =>
    problem(`'${source}' is in no git work tree`, { source }, 'Name a folder of one; mig reads its branches from there.')
  const top = (await git(there, ['rev-parse', '--show-toplevel'], refusal)).trim()
  const real = join(realpathSync(there), relative(there, resolve(source)))
  return { top, path: relative(realpathSync(top), real).split(sep).join('/') }
}

async function writeTree({ top, path }: GitPlace, { ref, commit, folder }: Checkout): Promise<void> {
  const absent = () =>
    problem(
      `'${path}' is not on '${ref}'`,
      { path, ref, commit },
      'Name a folder that is on each of the branches, or leave the branch out.',
    )
  const listed = await git(top, ['ls-tree', '-r', '-z', `${commit}:${path}`], absent)
  const files = listed.split('\0').flatMap((line) => {
    const [, mode, object, name] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    return name === undefined || mode === '120000' ? [] : [{ object: object!, name }]
  })
  const contents = await readObjects(
    top,
    files.map(({ object }) => object),
  )
  mkdirSync(folder, { recursive: true })
  for (const [at, { name }] of files.entries()) {
    const file = join(folder, name)
    if (relative(folder, file).startsWith('..')) continue // no name of a tree that git itself would write out
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, contents[at]!, { flag: 'wx' })
  }
}

/** The contents of objects, in their order; one process for all of them (git-cat-file, "BATCH OUTPUT"). */
async function readObjects(top: string, objects: readonly string[]): Promise<readonly Buffer[]> {
  const output = await run(top, ['cat-file', '--batch'], `${objects.join('\n')}\n`)
  const contents: Buffer[] = []
  for (let at = 0; contents.length < objects.length;) {
    const end = output.indexOf('\n', at)
    const size = Number(output.toString('latin1', at, end).split(' ')[2])
    if (end < 0 || !Number.isSafeInteger(size)) throw new Error(`git cat-file answered '${output.toString('latin1', at, at + 100)}'`)
    contents.push(output.subarray(end + 1, end + 1 + size))
    at = end + 1 + size + 1
  }
  return contents
}

async function git(folder: string, args: readonly string[], refusal: (said: string) => MigError): Promise<string> {
  try {
    return (await run(folder, args)).toString('utf8')
  } catch (error) {
    if (error instanceof MigError) throw error
    throw refusal(error instanceof GitFailure ? error.message : String(error))
  }
}

/** What git printed when it failed. */
class GitFailure extends Error {}

function run(folder: string, args: readonly string[], input?: string): Promise<Buffer> {
  return new Promise((resolvePromise, reject) => {
    const options = { cwd: folder, encoding: 'buffer', maxBuffer: 2 ** 30, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } } as const
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      if (!error) resolvePromise(stdout)
      else if ('code' in error && error.code === 'ENOENT')
        reject(problem('git cannot be found', {}, 'Install git, or convert a folder without --from-git.'))
      else reject(new GitFailure(stderr.toString('utf8').trim()))
    })
    child.stdin?.on('error', () => undefined) // told by the exit code
    child.stdin?.end(input)
  })
}

const unknownRef = (ref: string) => (said: string) =>
  problem(
    `git knows no branch, tag or commit '${ref}'${said === '' ? '' : ` (${said})`}`,
    { ref },
    'See git branch --all; a branch that is only on the server: git fetch, then origin/NAME.',
  )

function problem(message: string, details: Readonly<Record<string, unknown>>, hint: string): MigError {
  return new MigError('MIG_CONVERT_SOURCE', message, { details, hint })
}
