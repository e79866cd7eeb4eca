import { MigError } from '@mig/core'
import type { Argv, Options } from 'yargs'
import { globalOptions, type Arguments, type Command, type CommandGroup, type OptionSpec } from './command.js'
import { commandFiles } from './commands/index.js'
import { completeWords } from './complete-words.js'
import { engineVersion } from '@mig/core'
import { namesOf, optionInvalid, unknownCommand } from './option-invalid.js'

/** What the words ask for: a command, or a text to print (help, version, completion). */
export type ParsedWords =
  { readonly kind: 'command'; readonly command: Command; readonly args: Arguments } | { readonly kind: 'text'; readonly text: string }

const groups: readonly CommandGroup[] = ['Start', 'Write', 'Run', 'Look', 'Move over']

/**
 * Reads the words with yargs, strictly.
 *
 * @throws {MigError} `MIG_OPTION_INVALID` with a suggestion
 */
export async function parseWords(argv: readonly string[], columns: number): Promise<ParsedWords> {
  const [{ default: yargs }, commands] = await Promise.all([
    import('yargs'),
    Promise.all(Object.values(commandFiles).map((load) => load())),
  ])
  if (argv.length === 0 || (argv.length === 1 && ['help', '--help', '-h'].includes(argv[0]!)))
    return { kind: 'text', text: overview(commands) }
  if (argv[0] === 'help') refuseUnknownCommand(argv.slice(1), commands)
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
  let chosen: { command: Command; args: Arguments } | undefined
  const parser = yargs()
    .scriptName('mig')
    .usage('$0 COMMAND [options]')
    .options(yargsOptions(globalOptions))
    .strict()
    .recommendCommands()
    .demandCommand(1, 'a command is missing')
    .help()
    .alias('help', 'h')
    .version(engineVersion)
    .completion('completion', 'Print a script that completes commands and options in bash or zsh')
    .wrap(Math.min(columns, 110))
    .exitProcess(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'greedy-arrays': false,
      'boolean-negation': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .showHelpOnFail(false)
  for (const command of commands) {
    parser.command({
      command: [command.command, ...(command.aliases ?? [])],
      describe: command.describe,
      builder: (inner: Argv) => describeCommand(inner, command),
      handler: (args: Record<string, unknown>) => {
        chosen = { command, args: fillOptionalValues(command, refuseNoNumber(command, refuseTwice(command, unmarkArguments(args)))) }
      },
    })
  }
  // The words of the shell begin with the name of the program.
  if (words[0] === '--get-yargs-completions') return { kind: 'text', text: completeWords(words.slice(2), commands).join('\n') }
  // names that every object has confuse yargs
  const inherited = words.map((word) => /^--([^=]+)/.exec(word)?.[1]).find((name) => name !== undefined && name in {})
  if (inherited !== undefined) throw optionInvalid(`Unknown argument: ${inherited}`, words, commands)
  const { failure, text } = await parse(parser, markBehindDashes(words))
  if (failure !== undefined) throw optionInvalid(failure, words, commands)
  return chosen && text === '' ? { kind: 'command', ...chosen } : { kind: 'text', text }
}

/** What no one types: yargs drops what stands behind `--` where it looks like an option, as `-1` does. */
const mark = '\u0001'

/** Words behind `--` are arguments, whatever they look like. */
function markBehindDashes(words: readonly string[]): readonly string[] {
  const at = words.indexOf('--')
  return at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 1).map((word) => `${mark}${word}`)]
}

function unmarkArguments(args: Record<string, unknown>): Record<string, unknown> {
  const plain = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(mark) ? value.slice(mark.length) : Array.isArray(value) ? value.map(plain) : value
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, plain(value)]))
}

function refuseUnknownCommand(words: readonly string[], commands: readonly Command[]): void {
  const word = words.find((one) => !one.startsWith('-'))
  if (word !== undefined && !['completion', ...commands.flatMap(namesOf)].includes(word)) throw unknownCommand(word, commands)
}

function parse(parser: Argv, words: readonly string[]): Promise<{ readonly failure: string | undefined; readonly text: string }> {
  return new Promise((resolve, reject) => {
    void Promise.resolve(
      parser.parse([...words], {}, (error, _args, output) =>
        resolve({ failure: error === undefined || error === null ? undefined : error.message.replaceAll(mark, ''), text: output }),
      ),
    ).catch(reject)
  })
}

function describeCommand(inner: Argv, command: Command): Argv {
  for (const [name, describe] of Object.entries(command.positionals ?? {})) inner.positional(name, { type: 'string', describe })
  for (const [example, what] of command.examples ?? []) inner.example(example, what)
  const own = command.options ?? {}
  return inner
    .options(yargsOptions(own))
    .group(Object.keys(own), 'Options:')
    .group([...Object.keys(globalOptions), 'help', 'version'], 'Everywhere:')
}

/** yargs gathers what is given twice; only lists may be. */
function refuseTwice(command: Command, args: Record<string, unknown>): Arguments {
  const specs: Readonly<Record<string, OptionSpec>> = { ...globalOptions, ...command.options }
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.array || !Array.isArray(args[name])) continue
    throw new MigError('MIG_OPTION_INVALID', `--${name} was given ${args[name].length} times`, {
      details: { option: name },
      hint: 'Give it once.',
    })
  }
  return args
}

/** yargs makes NaN of a text that is no number. */
function refuseNoNumber(command: Command, args: Arguments): Arguments {
  for (const [name, { type, optionalValue }] of Object.entries(command.options ?? {})) {
    const value = args[name]
    // One that may stand without a value has limits of its own, which its command knows.
    if (type !== 'number' || optionalValue !== undefined || typeof value !== 'number' || (Number.isFinite(value) && value >= 0)) continue
    throw new MigError('MIG_OPTION_INVALID', `--${name} takes a number, 0 or more`, {
      details: { option: name },
      hint: `For example --${name} 5. Nothing was changed.`,
    })
  }
  return args
}

/** An option may stand without its value, where it has one for that. */
function fillOptionalValues(command: Command, args: Arguments): Arguments {
  const filled = Object.entries(command.options ?? {}).flatMap(([name, { optionalValue }]) =>
    optionalValue !== undefined && Object.hasOwn(args, name) && args[name] === undefined ? [[name, optionalValue] as const] : [],
  )
  return { ...args, ...Object.fromEntries(filled) }
}

function yargsOptions(specs: Readonly<Record<string, OptionSpec>>): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { type, describe, alias, array, choices, demandOption, optionalValue }]) => [
      name,
      {
        type,
        describe,
        requiresArg: type !== 'boolean' && optionalValue === undefined,
        ...(alias === undefined ? {} : { alias }),
        ...(array ? { array } : {}),
        ...(choices ? { choices } : {}),
        ...(demandOption ? { demandOption } : {}),
      },
    ]),
  )
}

/** The list of commands, grouped by what one wants to do. */
function overview(commands: readonly Command[]): string {
  const lines = ['mig: one database migration engine, linear and DAG', '', 'Usage: mig COMMAND [options]']
  for (const group of groups) {
    lines.push('', `${group}:`)
    for (const command of commands.filter((one) => one.group === group)) {
      const only = command.mode ? `  (${command.mode.only} mode)` : ''
      const name = command.command.length > 28 ? `${command.command}\n${' '.repeat(30)}` : command.command.padEnd(28)
      lines.push(`  ${name} ${command.describe}${only}`)
    }
  }
  const globals = Object.entries(globalOptions).map(([name, { describe }]) => `  ${`--${name}`.padEnd(28)} ${describe}`)
  lines.push('', 'Everywhere:', ...globals, '', 'mig COMMAND --help tells more about one; mig completion completes them in the shell.', '')
  return lines.join('\n')
}
