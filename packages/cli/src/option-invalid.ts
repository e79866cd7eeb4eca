import { MigError, nearNames } from '@mig/core'
import { globalOptions, type Command } from './command.js'
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
  const missing = missingArgument(
    message,
    commands.find((one) => namesOf(one).includes(words[0] ?? '')),
  )
  if (missing) return new MigError('MIG_OPTION_INVALID', missing, { details: { words }, hint: `See mig ${words[0]} --help.` })
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ')[0]
  const command = commands.find((one) => namesOf(one).includes(words[0] ?? ''))
  if (command === undefined && words[0] !== undefined && !words[0].startsWith('-')) return unknownCommand(words[0], commands)
  const options = [...Object.keys(globalOptions), ...Object.keys(command?.options ?? {})]
  const meant = unknown === undefined ? [] : meantBy(unknown, optionSynonyms, options)
  const fact =
    unknown === undefined
      ? lowerFirst(message)
      : words.some((word) => word.replace(/^--?/, '').split('=')[0] === unknown && word.startsWith('-'))
        ? `there is no option '--${unknown}'`
        : `'${unknown}' is one argument too many`
  return new MigError('MIG_OPTION_INVALID', fact, {
    details: { words, meant },
    hint:
      meant.length === 0
        ? `See mig ${words[0] ?? ''} --help.`.replace('  ', ' ')
        : `Did you mean ${meant.map((name) => `--${name}`).join(' or ')}?`,
  })
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
  const positionals = [...(command?.command.matchAll(/<(\w+)/g) ?? [])].map((match) => match[1]!.toUpperCase())
  return message.startsWith('Not enough non-option arguments') && positionals.length > 0
    ? `${positionals.join(' and ')} is missing`
    : undefined
}

/** Every name that a command has. */
export const namesOf = (command: Command): readonly string[] => [command.command.split(' ')[0]!, ...(command.aliases ?? [])]
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
