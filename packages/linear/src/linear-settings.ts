import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MigError } from '@mig/core'
import { isIgnoredName, readText } from '@mig/script'
import { plainConfigValue, readConfigParserSection } from './read-config-parser-section.js'
import { parseVersionFileName } from './version-file-name.js'

/** What a numbered repository says of itself, in `mig.cfg.json` or SQLAlchemy Migrate's `migrate.cfg`. */
export interface LinearSettings {
  /** The key of this repository's row in the version table. */
  readonly repositoryId: string
  readonly versionTable: string
  /** `timestamp`: numbers are UTC times, and what lies between two of them is no gap. */
  readonly numbering: 'sequential' | 'timestamp'
  /** Whether a run may cross a number that has no script. */
  readonly gaps: 'refuse' | 'skip'
  /** What every version must have a script for, which `mig check` sees to; empty: whatever the files are for. */
  readonly requiredDialects: readonly string[]
  /** The file they were read from. */
  readonly file: string
  /** `true` for a repository of SQLAlchemy Migrate, read as it stands; also where `mig.cfg.json` stands beside its own file. */
  readonly isHeritage: boolean
}

const ours = 'mig.cfg.json'
const heritage = 'migrate.cfg'
/** The width of the version table's key, in characters. */
const longestId = 250

/**
 * Reads the settings of a numbered repository. Where both files are there, `mig.cfg.json` counts, and the scripts are read by the
 * rules of the old tool as before.
 *
 * @throws {MigError} `MIG_REPOSITORY_MISSING`, `MIG_REPOSITORY_INVALID`, `MIG_MODE_MISMATCH`, `MIG_FILE_UNREADABLE`
 */
export function readLinearSettings(location: string): LinearSettings {
  const folder = statSync(location, { throwIfNoEntry: false })
  if (!folder) throw missing(`there is no folder '${location}'`, location)
  if (!folder.isDirectory()) throw missing(`'${location}' is a file, not a repository folder`, location)
  if (existsSync(join(location, ours))) return readOurs(join(location, ours), existsSync(join(location, heritage)))
  if (existsSync(join(location, heritage))) return readHeritage(join(location, heritage))
  throw withoutConfiguration(location)
}

/** Revisions of a DAG repository, or a numbered repository that has lost its configuration? */
function withoutConfiguration(location: string): MigError {
  const versions = join(location, 'versions')
  if (!statSync(versions, { throwIfNoEntry: false })?.isDirectory())
    return missing(`'${location}' is no repository: it has neither ${ours} nor ${heritage}`, location)
  const names = readdirSync(versions).filter((name) => !isIgnoredName(name))
  const numbered = names.find((name) => typeof parseVersionFileName(name) === 'object' && !hasRevisionHeader(join(versions, name)))
  if (numbered !== undefined) {
    return new MigError(
      'MIG_REPOSITORY_INVALID',
      `'${location}' has numbered versions (${numbered}), but neither ${ours} nor ${heritage}`,
      {
        details: { location, file: join(versions, numbered) },
        hint: `Restore the file, or write ${ours} with { "repositoryId": "…" }: the id is the key of the row in the version table.`,
      },
    )
  }
  return new MigError(
    'MIG_MODE_MISMATCH',
    `'${location}' is no numbered repository: it has versions/, but neither ${ours} nor ${heritage}`,
    {
      details: { location, file: join(versions, names[0] ?? '') },
      hint: 'If it is a DAG repository, set mode to "dag"; else restore its configuration file.',
    },
  )
}

/** A date template gives a DAG revision a name that begins with digits, too. */
function hasRevisionHeader(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true && /\brevision\s*[:=]/.test(readText(file))
}

function readOurs(file: string, isHeritage: boolean): LinearSettings {
  const text = readText(file)
  let value: unknown
  try {
    value = JSON.parse(text)
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
  else if (repositoryId.length > longestId) problems.push(`'repositoryId' must have at most ${longestId} characters`)
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
    isHeritage,
  }
}

function readHeritage(file: string): LinearSettings {
  const section = readConfigParserSection(readText(file), 'db_settings', file)
  const read = (key: string): string | undefined => {
    const value = section.get(key)
    return value === undefined ? undefined : plainConfigValue(value, key, file)
  }
  const problems: string[] = []
  const repositoryId = read('repository_id') ?? ''
  const versionTable = read('version_table') ?? ''
  if (repositoryId === '') problems.push("'repository_id' is missing in [db_settings]")
  if (versionTable === '') problems.push("'version_table' is missing in [db_settings]")
  const stamps = (read('use_timestamp_numbering') ?? 'false').toLowerCase()
  if (!truths.has(stamps)) problems.push(`'use_timestamp_numbering' is neither true nor false: '${stamps}'`)
  if (problems.length > 0) throw invalid(file, problems)
  return {
    repositoryId,
    versionTable,
    numbering: truths.get(stamps) === true ? 'timestamp' : 'sequential',
    gaps: 'refuse',
    requiredDialects: [...(read('required_dbs') ?? '').matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]!),
    file,
    isHeritage: true,
  }
}

/** The words of the old tool for yes and no. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', 'n', 'f', '0', ''].map((word) => [word, false] as const),
])

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
