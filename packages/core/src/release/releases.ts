import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'

/** Release versions (semver) and the heads each one ships. */
export type Releases = ReadonlyMap<string, readonly RevisionId[]>

/** The text before the version in a target that names a release: `release:2.3.0`, `release:^2`. */
export const releasePrefix = 'release:'

/**
 * Reads the text of `releases.json`: an object from version to a list of revision ids.
 *
 * @param file for messages
 * @throws {MigError} `MIG_RELEASES_INVALID`
 */
export async function parseReleases(text: string, file: string): Promise<Releases> {
  const { default: valid } = await import('semver/functions/valid.js')
  const invalid = (fact: string) =>
    new MigError('MIG_RELEASES_INVALID', `${fact} (${file})`, {
      details: { file },
      hint: `Correct ${file}, or write it with: mig tag VERSION`,
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid(`the list of releases is no JSON: ${(cause as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('the list of releases is no object')
  const releases = new Map<string, readonly RevisionId[]>()
  for (const [version, heads] of Object.entries(value)) {
    if (valid(version) !== version) throw invalid(`'${version}' is no semantic version`)
    if (!Array.isArray(heads) || !heads.every((head) => typeof head === 'string'))
      throw invalid(`release '${version}' holds no list of revision ids`)
    releases.set(version, heads)
  }
  return releases
}

/** The text of `releases.json`, oldest version first. */
export async function renderReleases(releases: Releases): Promise<string> {
  const { default: compare } = await import('semver/functions/compare.js')
  const sorted = [...releases].sort(([a], [b]) => compare(a, b))
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`
}

/**
 * The newest release that satisfies a version or range.
 *
 * @param wanted what stands behind `release:`
 * @throws {MigError} `MIG_RELEASE_UNKNOWN`
 * @example
 * const { version, heads } = await selectRelease(await repository.releases(), '^2')
 */
export async function selectRelease(
  releases: Releases,
  wanted: string,
): Promise<{ readonly version: string; readonly heads: readonly RevisionId[] }> {
  const [{ default: validRange }, { default: maxSatisfying }] = await Promise.all([
    import('semver/ranges/valid.js'),
    import('semver/ranges/max-satisfying.js'),
  ])
  const known = [...releases.keys()]
  const version = validRange(wanted) === null ? null : maxSatisfying(known, wanted, { includePrerelease: releases.has(wanted) })
  const heads = version === null ? undefined : releases.get(version)
  if (version === null || heads === undefined) {
    throw new MigError('MIG_RELEASE_UNKNOWN', `no tagged release satisfies '${wanted}'`, {
      details: { wanted, known },
      hint: known.length > 0 ? `Tagged releases: ${known.join(', ')}` : 'No release is tagged yet; tag one with: mig tag VERSION',
    })
  }
  return { version, heads }
}

/**
 * Checks a version that is about to be tagged.
 *
 * @throws {MigError} `MIG_OPTION_INVALID` when it is no semantic version in its plain form
 */
export async function checkReleaseVersion(version: string): Promise<void> {
  const { default: valid } = await import('semver/functions/valid.js')
  const plain = valid(version)
  if (plain === version) return
  throw new MigError('MIG_OPTION_INVALID', `'${version}' is no semantic version`, {
    details: { version },
    hint: plain === null ? 'Write MAJOR.MINOR.PATCH, for example 2.3.0.' : `Write it as ${plain}.`,
  })
}
