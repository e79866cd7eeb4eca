import type { Mode } from '@mig/core'
import type { CommandContext } from './context.js'

/** One option of a command, as yargs takes it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean' | 'number'
  readonly describe: string
  readonly alias?: string
  readonly array?: boolean
  readonly choices?: readonly string[]
  readonly demandOption?: boolean
  /** The value of an option that is written without one. */
  readonly optionalValue?: number
}

/** Values of the options and positionals, by name. */
export type Arguments = Readonly<Record<string, unknown>>

/** What a command answers: `data` for `--json`, `text` for people. `exitCode` is 0 unless a check found something. */
export interface CommandResult {
  readonly data: unknown
  readonly text?: string | readonly string[]
  readonly exitCode?: number
}

/** The groups of the command list. */
export type CommandGroup = 'Start' | 'Write' | 'Run' | 'Look' | 'Move over'

/** A command, declared once: for yargs, for the fast path and for the command list. */
export interface Command {
  /** As yargs writes it: `stamp <targets..>`. */
  readonly command: string
  readonly aliases?: readonly string[]
  readonly describe: string
  readonly group: CommandGroup
  /** Only for one mode; with what to use in the other. */
  readonly mode?: { readonly only: Mode; readonly instead: string }
  /** Positionals and what they are. */
  readonly positionals?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, OptionSpec>>
  readonly examples?: readonly (readonly [command: string, what: string])[]
  readonly run: (args: Arguments, context: CommandContext) => Promise<CommandResult>
}

/** Checks a declaration's type and returns it. */
export function defineCommand(command: Command): Command {
  return command
}

/** Options that every command takes. */
export const globalOptions = {
  config: { type: 'string', describe: 'configuration file (default: mig.config.* here or in a folder above)' },
  database: { type: 'string', describe: 'database URL' },
  repository: { type: 'string', describe: 'repository folder' },
  mode: { type: 'string', describe: 'kind of repository', choices: ['dag', 'linear'] },
  on: { type: 'string', describe: 'one of the "databases" of the configuration; all: each in turn' },
  json: { type: 'boolean', describe: 'print one JSON object' },
  quiet: { type: 'boolean', alias: 'q', describe: 'print no progress' },
  verbose: { type: 'boolean', describe: 'print more: statements, causes of errors' },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** Options of the commands that run scripts. */
export const runOptions = {
  plan: { type: 'boolean', describe: 'print the steps and run nothing' },
  'lock-wait': { type: 'number', describe: 'seconds to wait for another process that migrates (default 60)' },
  'ddl-lock-timeout': { type: 'number', describe: 'seconds a statement waits for a table lock before it lets others pass (default 5)' },
  'statement-timeout': { type: 'number', describe: 'end statements that run longer than this many seconds' },
  'no-wait': { type: 'boolean', describe: 'give up at once when another process migrates' },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** A text argument; `undefined` when it was not given. */
export const textOf = (args: Arguments, name: string): string | undefined => {
  const value = args[name]
  return value === undefined ? undefined : String(value)
}

/** A list argument; empty when it was not given. */
export const listOf = (args: Arguments, name: string): readonly string[] => {
  const value = args[name]
  return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)]
}
