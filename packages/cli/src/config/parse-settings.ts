import { MigError } from '@mig/core'
import type { Settings } from './settings.js'

type Check = (value: unknown) => string | undefined

const text: Check = (value) => (typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a text')
const oneOf =
  (...choices: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && choices.includes(value) ? undefined : `must be one of ${choices.map((choice) => `'${choice}'`).join(', ')}`
const milliseconds: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? undefined : 'must be a whole number of milliseconds, 0 or more'

const count: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? undefined : 'must be a whole number above 0'
const fromZero: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? undefined : 'must be a whole number, 0 or more'
const texts: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => text(one) === undefined) ? undefined : 'must be a list of texts'
const hooks: Check = (value) =>
  Array.isArray(value) && value.every(isHook)
    ? undefined
    : "must be a list like [{ command: 'npx', args: ['prettier', '--write', '{file}'] }]"

function isHook(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { command, args = [], cwd = '.', ...rest } = value as Readonly<Record<string, unknown>>
  const isArgs = Array.isArray(args) && args.every((arg) => typeof arg === 'string')
  return text(command) === undefined && isArgs && text(cwd) === undefined && Object.keys(rest).length === 0
}

const checks: Readonly<Record<keyof Settings, Check>> = {
  mode: oneOf('dag', 'linear'),
  repository: text,
  database: text,
  versionTable: text,
  journalTable: text,
  schema: text,
  lockWaitMs: milliseconds,
  ddlLockTimeoutMs: milliseconds,
  ddlLockRetries: fromZero,
  statementTimeoutMs: milliseconds,
  transaction: oneOf('each', 'all', 'none'),
  keepLegacyVersion: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  onEdited: oneOf('error', 'warn', 'ignore'),
  language: oneOf('ts', 'js', 'sql'),
  models: text,
  ignoreTables: texts,
  fileTemplate: text,
  slugLength: count,
  timezone: text,
  versionLocations: texts,
  postWriteHooks: hooks,
  engine: text,
  sourceFormats: (value) => (Array.isArray(value) ? undefined : 'must be a list of formats'),
  databases: (value) =>
    isObject(value) && Object.keys(value).length > 0
      ? undefined
      : "must be an object like { shop: { repository: './shop', database: '…' } }",
}

/**
 * Checks what a configuration holds and reports every problem at once.
 *
 * @param source the file, or the flags and variables, for the message
 * @throws {MigError} `MIG_CONFIG_INVALID`
 */
export function parseSettings(value: unknown, source: string): Settings {
  if (!isObject(value)) throw invalid(source, ['it holds no object'])
  const problems = [...problemsOf(value, ''), ...problemsOfDatabases(value['databases'])]
  if (problems.length > 0) throw invalid(source, problems)
  return value as Settings // every member was checked above
}

function problemsOf(
  value: Readonly<Record<string, unknown>>,
  prefix: string,
  known: readonly string[] = Object.keys(checks),
): readonly string[] {
  return Object.entries(value).flatMap(([key, member]) => {
    if (member === undefined) return []
    const check = known.includes(key) ? checks[key as keyof Settings] : undefined // `known` holds keys of `checks`
    const problem = check ? check(member) : `is unknown; known are ${known.join(', ')}`
    if (!problem) return []
    return [`'${prefix}${key}' ${problem}${check && typeof member !== 'object' && key !== 'database' ? `, not '${String(member)}'` : ''}`]
  })
}

function problemsOfDatabases(databases: unknown): readonly string[] {
  if (!isObject(databases)) return []
  const known = Object.keys(checks).filter((key) => key !== 'databases' && key !== 'engine')
  return Object.entries(databases).flatMap(([name, settings]) => {
    const place = `databases.${name}`
    if (name === 'all' || !/^\w[\w.-]*$/.test(name)) return [`'${place}' cannot be the name of a database: --on has to tell it`]
    return isObject(settings) ? problemsOf(settings, `${place}.`, known) : [`'${place}' must be an object`]
  })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function invalid(source: string, problems: readonly string[]): MigError {
  return new MigError('MIG_CONFIG_INVALID', `${source}: ${problems.join('; ')}`, {
    details: { source, problems },
    hint: 'Correct the named keys; nothing was changed.',
  })
}
