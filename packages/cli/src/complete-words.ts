import { globalOptions, type Command, type OptionSpec } from './command.js'

/**
 * What the word in hand can become: commands, options of the command, values that an option is chosen from. Shell
 * functions ask for this; targets are left to the shell's own completion of file names and to the reader.
 *
 * @param words those after `mig`, the last one being the word in hand (perhaps empty)
 */
export function completeWords(words: readonly string[], commands: readonly Command[]): readonly string[] {
  const [inHand = '', before = ''] = [words.at(-1), words.at(-2)]
  const command = commands.find((one) => namesOf(one).includes(words.length > 1 ? words[0]! : ''))
  const options: Readonly<Record<string, OptionSpec>> = { ...command?.options, ...globalOptions }
  const choices = before.startsWith('--') ? options[before.slice(2)]?.choices : undefined
  const candidates =
    choices ??
    (inHand.startsWith('-')
      ? Object.keys(options)
          .map((name) => `--${name}`)
          .filter((name) => !words.slice(0, -1).includes(name) || options[name.slice(2)]?.array === true)
      : command === undefined && words.length <= 1
        ? [...commands.flatMap((one) => spellingsOf(one, inHand)), 'help', 'completion']
        : [])
  return candidates.filter((candidate) => candidate.startsWith(inHand)).sort()
}

const namesOf = (command: Command): readonly string[] => [command.command.split(' ')[0]!, ...(command.aliases ?? [])]

/** Of `db_version` and `db-version` the one that the word in hand begins; both are typed alike. */
const spellingsOf = (command: Command, inHand: string): readonly string[] => {
  const names = namesOf(command)
  return names.filter((name) => inHand.includes('-') || !(name.includes('-') && names.includes(name.replaceAll('-', '_'))))
}
