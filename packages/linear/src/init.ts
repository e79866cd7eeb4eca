import { createFolder } from '@mig/script'
import type { LinearSettings } from './linear-settings.js'

/** What a new numbered repository is called and how it counts. */
export interface InitLinearOptions {
  readonly repositoryId: string
  readonly versionTable?: string
  readonly numbering?: LinearSettings['numbering']
  /** Default `refuse`. */
  readonly gaps?: LinearSettings['gaps']
}

/**
 * Makes an empty numbered repository in an empty or new folder.
 *
 * @throws {MigError} `MIG_REPOSITORY_EXISTS` when something is there, `MIG_FILE_UNREADABLE` when it cannot be written
 */
export async function initRepository(location: string, options: InitLinearOptions): Promise<void> {
  const { repositoryId, versionTable = 'migrate_version', numbering = 'sequential', gaps } = options
  createFolder(location, {
    'mig.cfg.json': `${JSON.stringify({ repositoryId, versionTable, requiredDialects: [], numbering, ...(gaps === undefined ? {} : { gaps }) }, null, 2)}\n`,
    'README.md': readme,
    [`versions/${numbering === 'sequential' ? 'LATEST' : '.gitkeep'}`]: '',
  })
}

const readme = `# Migrations

A numbered repository of mig. \`mig script "Add account table"\` writes the next version into \`versions/\`,
\`mig upgrade\` brings the database to the last one, \`mig db_version\` tells where it is.
`
