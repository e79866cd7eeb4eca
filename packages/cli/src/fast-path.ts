import { globalOptions, type Arguments, type Command, type OptionSpec } from './command.js'
import { commandFiles, hotCommands } from './commands/index.js'

/**
 * Parses the plain calls of the hot commands without yargs, whose import costs more than all the rest of `mig current`.
 *
 * It knows the same declarations. Whatever is not plainly right, a wrong option, a missing value, `--help`, is left to
 * yargs, which says so better.
 *
 * @returns `undefined` when yargs must look at the words
 */
export async function parsePlainly(argv: readonly string[]): Promise<{ readonly command: Command; readonly args: Arguments } | undefined> {
  const at = argv.findIndex((word) => Object.hasOwn(hotCommands, word))
  if (at !== 0) return undefined
  const command = await commandFiles[hotCommands[argv[0]!]!]!()
  const positionals = [...command.command.matchAll(/\[(\w+)\]/g)].map((match) => match[1]!)
  const args: Record<string, unknown> = {}
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index]!
    if (!word.startsWith('-') || /^-\d+$/.test(word)) {
      const name = positionals.shift()
      if (name === undefined) return undefined
      args[name] = word
      continue
    }
    const [, typed, , attached] = /^--?([a-z][\w-]*)(=([\s\S]*))?$/.exec(word) ?? []
    const found = typed === undefined ? undefined : findOption(command, typed, word.startsWith('--'))
    if (!found || found.spec.array || found.name in args) return undefined
    if (found.spec.type === 'boolean') {
      if (attached !== undefined) return undefined
      args[found.name] = true
      continue
    }
    const value = attached ?? argv[++index]
    if (value === undefined || value === '' || value.startsWith('-')) return undefined
    if (found.spec.choices && !found.spec.choices.includes(value)) return undefined
    if (found.spec.type === 'number' && !/^\d+(?:\.\d+)?$/.test(value)) return undefined
    args[found.name] = found.spec.type === 'number' ? Number(value) : value
  }
  return { command, args }
}

function findOption(command: Command, typed: string, isLong: boolean): { readonly name: string; readonly spec: OptionSpec } | undefined {
  const options: Readonly<Record<string, OptionSpec>> = { ...globalOptions, ...command.options }
  for (const [name, spec] of Object.entries(options)) if (isLong ? name === typed : spec.alias === typed) return { name, spec }
  return undefined
}
