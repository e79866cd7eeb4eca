import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MigError } from '@mig/core'
import { readConfigParserSection } from './read-config-parser-section.js'

/** What a numbered repository says of itself, in `mig.cfg.json` or SQLAlchemy Migrate's `migrate.cfg`. */
export interface LinearSettings {
  /** The key of this repository's row in the version table. */
  readonly repositoryId: string
  readonly versionTable: string
  /** `timestamp`: numbers are UTC times, and what lies between two of them is no gap. */
  readonly numbering: 'sequential' | 'timestamp'
  /** Whether a run may cross a number that has no script. */
  readonly gaps: 'refuse' | 'skip'
  readonly requiredDialects: readonly string[]
  /** The file they were read from. */
  readonly file: string
  /** `true` for a repository of SQLAlchemy Migrate, read as it stands. */
  readonly isHeritage: boolean
}

const ours = 'mig.cfg.json'
const heritage = 'migrate.cfg'

/**
 * Reads the settings of a numbered repository.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_REPOSITORY_INVALID`, `MIG_MODE_MISMATCH`
 */
export function readLinearSettings(location: string): LinearSettings {
  const folder = statSync(location, { throwIfNoEntry: false })
  if (!folder) throw missing(`there is no folder '${location}'`, location)
  if (!folder.isDirectory()) throw missing(`'${location}' is a file, not a repository folder`, location)
  if (existsSync(join(location, ours))) return readOurs(join(location, ours))
  if (existsSync(join(location, heritage))) return readHeritage(join(location, heritage))
  if (existsSync(join(location, 'versions'))) {
    throw new MigError(
      'MIG_MODE_MISMATCH',
      `'${location}' is no numbered repository: it has versions, but neither ${ours} nor ${heritage}`,
      {
        details: { location },
        hint: 'If it is a DAG repository, set mode to "dag"; else restore its configuration file.',
      },
    )
  }
  throw missing(`'${location}' is no repository: it has neither ${ours} nor ${heritage}`, location)
}

function readOurs(file: string): LinearSettings {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw invalid(file, [(cause as Error).message])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(file, ['it holds no object'])
  const {
    repositoryId,
    versionTable = 'migrate_version',
    numbering = 'sequential',
    gaps = 'refuse',
    requiredDialects = [],
    ...rest
  } = value as Record<string, unknown>
  const problems: string[] = []
  if (typeof repositoryId !== 'string' || repositoryId === '') problems.push("'repositoryId' must be a text")
  if (typeof versionTable !== 'string' || versionTable === '') problems.push("'versionTable' must be a text")
  if (numbering !== 'sequential' && numbering !== 'timestamp') problems.push("'numbering' must be 'sequential' or 'timestamp'")
  if (gaps !== 'refuse' && gaps !== 'skip') problems.push("'gaps' must be 'refuse' or 'skip'")
  if (!Array.isArray(requiredDialects) || !requiredDialects.every((dialect) => typeof dialect === 'string'))
    problems.push("'requiredDialects' must be a list of texts")
  for (const key of Object.keys(rest)) problems.push(`'${key}' is unknown`)
  if (problems.length > 0) throw invalid(file, problems)
  return {
    repositoryId: repositoryId as string,
    versionTable: versionTable as string,
    numbering: numbering as LinearSettings['numbering'],
    gaps: gaps as LinearSettings['gaps'],
    requiredDialects: requiredDialects as readonly string[],
    file,
    isHeritage: false,
  }
}

function readHeritage(file: string): LinearSettings {
  const section = readConfigParserSection(readFileSync(file, 'utf8'), 'db_settings', file)
  const problems: string[] = []
  const repositoryId = section.get('repository_id') ?? ''
  const versionTable = section.get('version_table') ?? ''
  if (repositoryId === '') problems.push("'repository_id' is missing in [db_settings]")
  if (versionTable === '') problems.push("'version_table' is missing in [db_settings]")
  if (problems.length > 0) throw invalid(file, problems)
  const required = [...(section.get('required_dbs') ?? '').matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]!)
  const timestamps = ['true', 'yes', 'on', '1'].includes((section.get('use_timestamp_numbering') ?? 'false').toLowerCase())
  return {
    repositoryId,
    versionTable,
    numbering: timestamps ? 'timestamp' : 'sequential',
    gaps: 'refuse',
    requiredDialects: required,
    file,
    isHeritage: true,
  }
}

function missing(fact: string, location: string): MigError {
  return new MigError('MIG_REPOSITORY_MISSING', fact, {
    details: { location },
    hint: 'Correct --repository or the configuration, or run: mig init --mode linear',
  })
}

function invalid(file: string, problems: readonly string[]): MigError {
  return new MigError('MIG_REPOSITORY_INVALID', `${file}: ${problems.join('; ')}`, {
    details: { file, problems },
    hint: 'Correct the file; nothing was changed.',
  })
}
