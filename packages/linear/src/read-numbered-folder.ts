import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareIds, MigError } from '@mig/core'
import { isIgnoredName } from '@mig/script'
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
  /** Ascending. */
  readonly versions: readonly NumberedVersion[]
  /** Names that look like migrations and claim no number of three digits or more. */
  readonly ignored: readonly string[]
}

/**
 * Reads the names in `versions/`.
 *
 * @param options.collisions `refuse`: two scripts for one number, dialect and direction are an error. `accept`: for the
 * converter, which makes a branch of them
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_VERSION_COLLISION`, `MIG_SCRIPT_NAME`; each lists every file concerned
 */
export function readNumberedFolder(location: string, options: { readonly collisions: 'refuse' | 'accept' }): NumberedFolder {
  const folder = join(resolve(location), 'versions')
  const files: NumberedFile[] = []
  const ignored: string[] = []
  const problems: { readonly name: string; readonly problem: string }[] = []
  for (const name of listFolder(folder)) {
    if (isIgnoredName(name)) continue
    const path = join(folder, name)
    const parsed = parseVersionFileName(name)
    if (parsed === undefined) ignored.push(name)
    else if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      problems.push({ name, problem: 'is a folder under a version number' })
    else if (typeof parsed === 'string') problems.push({ name, problem: parsed })
    else files.push({ ...parsed, name, path })
  }
  if (problems.length > 0) throw badNames(folder, problems)
  const versions = groupByVersion(files)
  if (options.collisions === 'refuse') refuseCollisions(versions)
  return { versions, ignored }
}

/**
 * The files of a version that claim the same place: one list for each number, dialect and direction that several claim.
 * SQL with both directions and code stand for both.
 */
export function collidingFiles({ files }: NumberedVersion): readonly (readonly NumberedFile[])[] {
  const claims = new Map<string, NumberedFile[]>()
  for (const file of files) {
    if (file.dialect === 'foreign') continue
    const kind = file.language === 'sql' ? (file.dialect ?? 'default') : 'code'
    for (const direction of file.direction ? [file.direction] : ['upgrade', 'downgrade']) {
      const claim = `${kind} ${direction}`
      const others = claims.get(claim)
      if (others) others.push(file)
      else claims.set(claim, [file])
    }
  }
  const shadowed = findShadowed(files)
  return [...[...claims.values()].filter((claimants) => claimants.length > 1), ...(shadowed ? [shadowed] : [])]
}

/** SQL for every dialect hides a code file of the same number: two changes when their descriptions differ. */
function findShadowed(files: readonly NumberedFile[]): readonly NumberedFile[] | undefined {
  const code = files.find((file) => file.language !== 'sql')
  const sql = files.find((file) => file.language === 'sql' && (file.dialect === undefined || file.dialect === 'default'))
  const areTwo = code && sql && code.description !== '' && sql.description !== '' && code.description !== sql.description
  return areTwo ? [code, sql] : undefined
}

function groupByVersion(files: readonly NumberedFile[]): readonly NumberedVersion[] {
  const versions = new Map<string, NumberedFile[]>()
  for (const file of files) {
    if (file.version === '0') continue // 000 is legal and never run
    const others = versions.get(file.version)
    if (others) others.push(file)
    else versions.set(file.version, [file])
  }
  return [...versions].map(([version, members]) => ({ version, files: members })).sort((a, b) => compareIds(a.version, b.version))
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch (cause) {
    throw new MigError('MIG_REPOSITORY_MISSING', `there is no folder '${folder}'`, {
      details: { folder },
      cause,
      hint: 'Restore it, or correct --repository.',
    })
  }
}

function refuseCollisions(versions: readonly NumberedVersion[]): void {
  const collisions = versions.flatMap((version) =>
    collidingFiles(version)
      .slice(0, 1)
      .map((files) => ({ version: version.version, files: files.map((file) => file.name) })),
  )
  if (collisions.length === 0) return
  const facts = collisions.map(({ version, files }) => `version ${version} is claimed by ${files.join(' and ')}`)
  throw new MigError('MIG_VERSION_COLLISION', facts.join('; '), {
    details: { collisions },
    hint: 'Give one of them the next free number, or make a branch of both: mig convert',
  })
}

function badNames(folder: string, problems: readonly { readonly name: string; readonly problem: string }[]): MigError {
  return new MigError('MIG_SCRIPT_NAME', problems.map(({ name, problem }) => `'${name}' ${problem}`).join('; '), {
    details: { folder, files: problems },
    hint: `Rename or move away what is no migration; the folder is ${folder}`,
  })
}
