import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { checkEngine, MigError, type Mode } from '@mig/core'
import type { Io } from '../io.js'
import { chooseDatabase } from './choose-database.js'
import { findConfig } from './find-config.js'
import { loadConfig } from './load-config.js'
import { parseSettings } from './parse-settings.js'
import type { ParsedSettings, Settings } from './settings.js'

/** The global options that override the configuration. */
export interface SettingsFlags {
  readonly config?: string | undefined
  readonly database?: string | undefined
  readonly repository?: string | undefined
  readonly mode?: string | undefined
  readonly on?: string | undefined
}

/**
 * Puts the settings together: flags over environment (`MIG_CONFIG MIG_DATABASE MIG_REPOSITORY MIG_MODE MIG_ON`) over
 * file.
 *
 * Paths in the file are relative to the file; paths in flags and variables to the working directory.
 *
 * @throws {MigError} `MIG_CONFIG_…`, `MIG_DATABASE_CHOICE`, `MIG_ENGINE_TOO_OLD`
 */
export async function readSettings(flags: SettingsFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<ParsedSettings> {
  const { configFile, settings: all } = await readFile(flags, io)
  const chosen = chooseDatabase(all, flags.on ?? (io.env['MIG_ON'] || undefined), configFile)
  const fromFile = configFile === undefined ? chosen : relativeTo(dirname(configFile), chosen)
  const overrides = relativeTo(io.cwd, {
    ...parseSettings(
      present({ mode: io.env['MIG_MODE'], repository: io.env['MIG_REPOSITORY'], database: io.env['MIG_DATABASE'] }),
      'the environment',
    ),
    ...parseSettings(present({ mode: flags.mode, repository: flags.repository, database: flags.database }), 'the command line'),
  })
  const settings = { repository: resolve(io.cwd, 'migrations'), ...fromFile, ...overrides, configFile }
  if (settings.engine !== undefined) await checkEngine(settings.engine)
  return settings
}

/**
 * The names of the configured databases, for a command that runs on each.
 *
 * @throws {MigError} `MIG_CONFIG_…`; `MIG_OPTION_INVALID` where something else names one database
 */
export async function databaseNames(flags: SettingsFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<readonly string[]> {
  const { settings } = await readFile(flags, io)
  const single = Object.entries({
    '--database': flags.database,
    '--repository': flags.repository,
    MIG_DATABASE: io.env['MIG_DATABASE'],
    MIG_REPOSITORY: io.env['MIG_REPOSITORY'],
  }).find(([, value]) => value !== undefined && value !== '')?.[0]
  if (single !== undefined)
    throw new MigError('MIG_OPTION_INVALID', `${single} names one, and --on all means each database`, {
      details: { option: single },
      hint: `Leave ${single} out, or choose one with --on NAME.`,
    })
  return Object.keys(settings.databases ?? chooseDatabase(settings, 'all', 'the configuration'))
}

async function readFile(flags: SettingsFlags, io: Pick<Io, 'env' | 'cwd'>) {
  const named = flags.config ?? io.env['MIG_CONFIG']
  const configFile = named === undefined ? findConfig(io.cwd) : resolve(io.cwd, named)
  if (configFile !== undefined && !existsSync(configFile)) {
    throw new MigError('MIG_CONFIG_MISSING', `there is no configuration '${named}'`, {
      details: { file: configFile },
      hint: 'Correct --config, or run: mig init',
    })
  }
  return { configFile, settings: configFile === undefined ? {} : parseSettings(await loadConfig(configFile), configFile) }
}

/** The mode that was set, or the one that the folder's content tells. */
export function modeOf(settings: ParsedSettings): Mode {
  if (settings.mode !== undefined) return settings.mode
  return ['mig.cfg.json', 'migrate.cfg'].some((name) => existsSync(join(settings.repository, name))) ? 'linear' : 'dag'
}

function relativeTo(folder: string, settings: Settings): Settings {
  const { repository, database, versionLocations, postWriteHooks, models } = settings
  return {
    ...settings,
    ...(versionLocations === undefined ? {} : { versionLocations: versionLocations.map((path) => resolve(folder, path)) }),
    ...(postWriteHooks === undefined
      ? {}
      : { postWriteHooks: postWriteHooks.map((hook) => ({ ...hook, cwd: resolve(folder, hook.cwd ?? '.') })) }),
    ...(repository === undefined ? {} : { repository: resolve(folder, repository) }),
    ...(models === undefined ? {} : { models: resolve(folder, models) }),
    ...(database === undefined ? {} : { database: absoluteFile(folder, database) }),
  }
}

/** Only `sqlite:` with a relative path is changed; what does not parse is left for `connect` to refuse. */
function absoluteFile(folder: string, url: string): string {
  const match = /^sqlite3?:(?!\/\/)(.+)$/i.exec(url)
  if (!match || match[1] === ':memory:' || isAbsolute(match[1]!)) return url
  return `sqlite:${resolve(folder, match[1]!)}`
}

const present = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''))
