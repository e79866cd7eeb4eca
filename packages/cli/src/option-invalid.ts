import { MigError, nearNames } from '@mig/core'
import { globalOptions, type Command, type OptionSpec } from './command.js'
import { commandSynonyms, optionSynonyms } from './synonyms.js'

/**
 * What is wrong with the words, from what yargs says of them, with the word that was meant: by its spelling, or because other tools
 * call the same thing so.
 */
export function optionInvalid(failure: string, words: readonly string[], commands: readonly Command[]): MigError {
  const choices = /Argument: (\S+), Given: (.+), Choices: (.+)/.exec(failure)
  if (choices) {
    return new MigError('MIG_OPTION_INVALID', `--${choices[1]} cannot be ${choices[2]!.replaceAll('"', "'")}`, {
      details: { option: choices[1] },
      hint: `It is one of ${choices[3]!.replaceAll('"', "'")}.`,
    })
  }
  const message = failure.split('\n')[0]!.trim()
  const typed = commandWord(words)
  const command = commands.find((one) => namesOf(one).includes(typed ?? ''))
  const help = `See mig ${typed === undefined ? '' : `${typed} `}--help.`
  const missing = missingArgument(message, command)
  if (missing) return new MigError('MIG_OPTION_INVALID', missing, { details: { words }, hint: help })
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0]
  if (command === undefined && typed !== undefined) return unknownCommand(typed, commands)
  const options = [...Object.keys(globalOptions), ...Object.keys(command?.options ?? {})]
  const meant = unknown === undefined ? [] : meantBy(unknown, optionSynonyms, options)
  const option = words.find((word) => word.startsWith('-') && word.replace(/^--?/, '').split('=')[0] === unknown)
  const fact =
    unknown === undefined
      ? lowerFirst(message)
      : option !== undefined
        ? `there is no option '${option.split('=')[0]}'`
        : `'${unknown}' is one argument too many`
  return new MigError('MIG_OPTION_INVALID', fact, {
    details: { words, meant },
    hint: meant.length === 0 ? help : `Did you mean ${meant.map((name) => `--${name}`).join(' or ')}?`,
  })
}

/** The word that names the command: options of every command may stand before it. */
function commandWord(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (!word.startsWith('-')) return word
    const name = word.replace(/^--?/, '')
    const spec: OptionSpec | undefined = Object.hasOwn(globalOptions, name) ? globalOptions[name as keyof typeof globalOptions] : undefined
    if (spec !== undefined && spec.type !== 'boolean') at += 1
  }
  return undefined
}

/** A command that there is not, with the one that was meant. */
export function unknownCommand(word: string, commands: readonly Command[]): MigError {
  const meant = meantBy(word, commandSynonyms, commands.flatMap(namesOf))
  return new MigError('MIG_OPTION_INVALID', `there is no command '${word}'`, {
    details: { word, meant },
    hint: meant.length === 0 ? 'See mig --help.' : `Did you mean ${meant.map((name) => `'${name}'`).join(' or ')}?`,
  })
}

/** What other tools call it first, then what is spelt nearly so; only words that there are. */
function meantBy(word: string, synonyms: Readonly<Record<string, readonly string[]>>, choices: readonly string[]): readonly string[] {
  const key = word.toLowerCase().replaceAll('_', '-')
  const known = Object.hasOwn(synonyms, key) ? synonyms[key]!.filter((name) => choices.includes(name)) : []
  return known.length > 0 ? known : nearNames(word, choices).slice(0, 1)
}

/** What yargs says of arguments that are not there, in the words of the command. */
function missingArgument(message: string, command: Command | undefined): string | undefined {
  const option = /^Missing required arguments?: (.+)$/.exec(message)?.[1]
  if (option !== undefined) return `--${option.split(', ').join(' and --')} is missing`
  const given = /^Not enough non-option arguments: got (\d+)/.exec(message)?.[1]
  const positionals = [...(command?.command.matchAll(/<(\w+)/g) ?? [])].map((match) => match[1]!.toUpperCase()).slice(Number(given ?? 0))
  return given !== undefined && positionals.length > 0
    ? `${positionals.join(' and ')} ${positionals.length === 1 ? 'is' : 'are'} missing`
    : undefined
}

/** Every name that a command has. */
export const namesOf = (command: Command): readonly string[] => [command.command.split(' ')[0]!, ...(command.aliases ?? [])]
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
