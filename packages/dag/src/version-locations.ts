import { realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MigError, type RevisionGraph, type RevisionId } from '@mig/core'

/**
 * The folders that hold a repository's revisions: `versions` in it, unless others are configured. A folder named twice is one.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING` naming the folder that is not there
 */
export function openLocations(location: string, configured: readonly string[] | undefined): readonly string[] {
  if (configured === undefined || configured.length === 0) {
    const versions = join(location, 'versions')
    if (isFolder(versions)) return [versions]
    throw new MigError('MIG_REPOSITORY_MISSING', `'${location}' is no repository: it has no folder 'versions'`, {
      details: { location },
      hint: 'Correct --repository or the configuration, or run: mig init',
    })
  }
  const folders = configured.map((folder) => resolve(folder))
  const missing = folders.find((folder) => !isFolder(folder))
  if (missing !== undefined)
    throw new MigError('MIG_REPOSITORY_MISSING', `there is no folder '${missing}', which is a version location`, {
      details: { location: missing },
      hint: 'Make it, or correct versionLocations in the configuration.',
    })
  return [...new Map(folders.reverse().map((folder) => [realpathSync(folder), folder])).values()].reverse()
}

/**
 * The folder for a new revision: the named one, else its first parent's; a new root has to name one where there are several.
 *
 * @throws {MigError} `MIG_VERSION_PATH`
 */
export function chooseLocation(
  locations: readonly string[],
  named: string | undefined,
  parent: RevisionId | undefined,
  graph: RevisionGraph,
): string {
  const listed = locations.map((folder) => `'${folder}'`).join(', ')
  const refuse = (fact: string) =>
    new MigError('MIG_VERSION_PATH', fact, { details: { path: named, locations }, hint: `Use one of ${listed} with --version-path.` })
  if (named !== undefined) {
    const found = locations.find((folder) => folder === resolve(named) || (isFolder(named) && realpathSync(folder) === realpathSync(named)))
    if (found === undefined) throw refuse(`'${resolve(named)}' is no version location of this repository`)
    return found
  }
  const beside = parent === undefined ? undefined : graph.get(parent).file
  if (beside !== undefined) return dirname(beside)
  if (locations.length > 1) throw refuse(`there are ${locations.length} version locations, and a new root could go into each`)
  return locations[0]!
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
