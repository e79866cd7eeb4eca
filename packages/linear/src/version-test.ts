import { MigError, type CatalogDifference, type Database } from '@mig/core'
import type { LinearRepository } from './repository.js'

/** What testing one version showed. */
export interface VersionTest {
  readonly version: string
  /** `irreversible`: it has no downgrade; only its upgrade was run. */
  readonly result: 'passed' | 'irreversible' | 'different'
  /** What the downgrade left or took: the schema before the upgrade on the left. */
  readonly leftBehind: readonly CatalogDifference[]
  /** How the schema after a second upgrade differs from the one after the first. */
  readonly secondTime: readonly CatalogDifference[]
}

/** Whether a version has a downgrade for the database. */
export async function isReversible(repository: LinearRepository, version: string, { dialect }: Database): Promise<boolean> {
  return (await (await repository.script(version)).body('downgrade', dialect)) !== undefined
}

/** The verdict on one version. */
export function judge(version: string, leftBehind: readonly CatalogDifference[], secondTime: readonly CatalogDifference[]): VersionTest {
  return { version, result: leftBehind.length + secondTime.length === 0 ? 'passed' : 'different', leftBehind, secondTime }
}

/** The refusal to test what has no way back. */
export function irreversible(version: string, { dialect }: Database): MigError {
  return new MigError('MIG_IRREVERSIBLE', `version ${version} has no downgrade for ${dialect}: it cannot be tested down`, {
    details: { version, dialect },
    hint: 'Write its downgrade, or test what there is with: mig test --all. Nothing was changed.',
  })
}
