import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareIds, MigError } from '@mig/core'
import { isIgnoredName, scriptLanguage } from '@mig/script'
import { collidingFiles } from './colliding-files.js'
import { parseVersionFileName, type VersionFileName } from './version-file-name.js'

/** One file of a version. */
export interface NumberedFile extends VersionFileName {
  readonly name: string
  /** Absolute. */
  readonly path: string
}

/** A number and every file that has it, in name order. */
export interface NumberedVersion {
  readonly version: string
  readonly files: readonly NumberedFile[]
}

/** A numbered repository's files as data. */
export interface NumberedFolder {
  /** Ascending; 000, which is legal and never run, is left out. */
  readonly versions: readonly NumberedVersion[]
  /** Names that look like migrations and claim no number of three digits or more. */
  readonly ignored: readonly string[]
}

/** Something that makes a folder of versions unfit. */
export interface NumberedProblem {
  readonly code: 'MIG_VERSION_COLLISION' | 'MIG_SCRIPT_NAME'
  /** File names. */
  readonly files: readonly string[]
  readonly problem: string
}

/**
 * Reads the names in `versions/`; no file is opened.
 *
 * @param options.collisions `refuse`: two scripts for one number, dialect and direction are an error. `accept`: for the
 * converter, which makes a branch of them
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_REPOSITORY_INVALID`, `MIG_VERSION_COLLISION`, `MIG_SCRIPT_NAME`; each
 * lists everything that is wrong
 */
export function readNumberedFolder(location: string, options: { readonly collisions: 'refuse' | 'accept' }): NumberedFolder {
  const { versions, ignored, problems } = inspectNumberedFolder(location)
  const refused = options.collisions === 'accept' ? problems.filter(({ code }) => code !== 'MIG_VERSION_COLLISION') : problems
  if (refused.length > 0) throw loadError(join(resolve(location), 'versions'), refused)
  return { versions, ignored }
}

/**
 * Reads the names in `versions/` and lists what is wrong with them instead of throwing it: for checks.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_REPOSITORY_INVALID` when the folder cannot be read at all
 */
export function inspectNumberedFolder(location: string): NumberedFolder & { readonly problems: readonly NumberedProblem[] } {
  const folder = join(resolve(location), 'versions')
  const files: NumberedFile[] = []
  const ignored: string[] = []
  const problems: NumberedProblem[] = []
  for (const name of listFolder(folder)) {
    const parsed = parseVersionFileName(name)
    const path = join(folder, name)
    if (parsed === undefined) {
      const looksLikeOne = !isIgnoredName(name) && (scriptLanguage(name) !== undefined || name.endsWith('.py'))
      if (looksLikeOne) ignored.push(name)
      continue
    }
    if (compiled.test(name)) continue
    const problem = whyNoFile(path) ?? (typeof parsed === 'string' ? parsed : undefined)
    if (problem !== undefined) problems.push({ code: 'MIG_SCRIPT_NAME', files: [name], problem: `'${name}' ${problem}` })
    else if (typeof parsed !== 'string') files.push({ ...parsed, name, path })
  }
  const versions = groupByVersion(files)
  return { versions, ignored, problems: [...problems, ...versions.flatMap(findCollisions)] }
}

/** What compilers put beside a script under its name. */
const compiled = /\.(?:d\.[cm]?ts|map|tsbuildinfo|py[co])$/

function whyNoFile(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'is a link to nothing'
  if (stat.isDirectory()) return 'is a folder under a version number'
  return stat.isFile() ? undefined : 'is no file'
}

function groupByVersion(files: readonly NumberedFile[]): readonly NumberedVersion[] {
  const versions = new Map<string, NumberedFile[]>()
  for (const file of files) {
    if (file.version === '0') continue
    const others = versions.get(file.version)
    if (others) others.push(file)
    else versions.set(file.version, [file])
  }
  return [...versions].map(([version, members]) => ({ version, files: members })).sort((a, b) => compareIds(a.version, b.version))
}

function findCollisions(version: NumberedVersion): readonly NumberedProblem[] {
  const names = [...new Set(collidingFiles(version).flatMap((files) => files.map((file) => file.name)))].sort()
  if (names.length === 0) return []
  return [
    {
      code: 'MIG_VERSION_COLLISION',
      files: names,
      problem: `version ${version.version} is claimed by ${names.map((name) => `'${name}'`).join(', ')}`,
    },
  ]
}

function listFolder(folder: string): readonly string[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder).sort()
  } catch (cause) {
    throw new MigError('MIG_REPOSITORY_MISSING', `there is no folder '${folder}'`, {
      details: { folder },
      cause,
      hint: 'Restore it, or correct --repository.',
    })
  }
  if (!names.includes('1')) return names
  throw new MigError(
    'MIG_REPOSITORY_INVALID',
    `'${join(folder, '1')}' is a version of SQLAlchemy Migrate's first format, a folder per version`,
    {
      details: { folder, file: join(folder, '1') },
      hint: 'Bring the repository into the later format first with the old tool: migrate-repository DIR',
    },
  )
}

/** One error for each problem, as {@link loadError} makes one of all. */
export function loadErrors(location: string, problems: readonly NumberedProblem[]): readonly MigError[] {
  return problems.map((problem) => loadError(join(resolve(location), 'versions'), [problem]))
}

function loadError(folder: string, problems: readonly NumberedProblem[]): MigError {
  const collisions = problems.filter(({ code }) => code === 'MIG_VERSION_COLLISION')
  const ways = [
    ...(collisions.length > 0 ? ['Give one of the colliding files the next free number, or make a branch of both: mig convert.'] : []),
    ...(collisions.length < problems.length ? ['Rename what is a migration and move away what is none.'] : []),
  ]
  return new MigError(
    collisions.length > 0 ? 'MIG_VERSION_COLLISION' : 'MIG_SCRIPT_NAME',
    problems.length === 1
      ? problems[0]!.problem
      : [`the repository does not load, ${problems.length} problems:`, ...problems.map(({ problem }) => problem)].join('\n  '),
    {
      details: { folder, problems, files: problems.flatMap(({ files }) => files.map((name) => join(folder, name))) },
      hint: `${ways.join(' ')} The folder is ${folder}`,
    },
  )
}
