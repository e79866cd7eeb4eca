import { isSpace } from '../characters.js'
import { scanLine } from '../scan.js'
import type { Source } from '../source.js'
import { SqlTextError } from '../sql-text-error.js'
import type { Token } from '../token.js'

/** The client programs keep no more characters of a delimiter. */
const longestDelimiter = 15

/**
 * Does what the mysql and mariadb programs do between statements: `DELIMITER` is carried out, a line that begins with `--` is
 * a comment whatever follows the dashes, other commands are refused.
 *
 * @returns the end of the line that was read
 * @throws {SqlTextError} `unsupported`
 */
export function readClientCommand(source: Source, token: Token, startsStatement: boolean): number | undefined {
  const { text } = source
  if (token.kind === 'client') {
    throw new SqlTextError('unsupported', `the client command '${text.slice(token.start, token.end)}'`, text, token.start)
  }
  if (!startsStatement) return undefined
  if (text.startsWith('--', token.start) && token.kind === 'operator') return scanLine(text, token.start)
  if (token.kind !== 'word') return undefined
  // no statement begins with the word, so it counts at any place between statements
  const word = readWholeWord(text, token)
  if (word === 'delimiter') return readDelimiter(source, token)
  // with a delimiter in the line it is no command to the clients either: the server is to refuse it
  if (commands.has(word) && startsLine(text, token.start) && !restOfLine(text, token.start).includes(source.delimiter)) {
    throw new SqlTextError('unsupported', `the client command '${word}'`, text, token.start)
  }
  return undefined
}

/** A delimiter made of letters may cut the word. */
function readWholeWord(text: string, token: Token): string {
  const head = text.slice(token.start, token.start + 'delimiter'.length).toLowerCase()
  const behind = token.start + 'delimiter'.length
  if (head === 'delimiter' && (behind >= text.length || isSpace(text.charCodeAt(behind)))) return head
  return text.slice(token.start, token.end).toLowerCase()
}

function restOfLine(text: string, start: number): string {
  return text.slice(start, scanLine(text, start))
}

function readDelimiter(source: Source, token: Token): number {
  const { text } = source
  const argument = restOfLine(text, token.start + 'delimiter'.length).trim()
  const quote = argument.charAt(0)
  const closing = quote === "'" || quote === '"' || quote === '`' ? argument.indexOf(quote, 1) : -1
  const delimiter = closing > 0 ? argument.slice(1, closing) : (argument.split(/\s/, 1)[0] ?? '')
  if (delimiter === '') throw new SqlTextError('unsupported', 'DELIMITER without a delimiter', text, token.start)
  if (delimiter.length > longestDelimiter || delimiter.includes('\\')) {
    throw new SqlTextError('unsupported', `the delimiter '${delimiter.slice(0, longestDelimiter)}'`, text, token.start)
  }
  source.delimiter = delimiter
  return scanLine(text, token.start)
}

/** Whether nothing but white space stands before it in its line. */
function startsLine(text: string, start: number): boolean {
  let at = start - 1
  while (at >= 0 && text.charCodeAt(at) !== 10 && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === 0xfeff)) at--
  return at < 0 || text.charCodeAt(at) === 10
}

/** The programs' own words; those that are statements of the server too (USE, HELP) are not among them. */
const commands: ReadonlySet<string> = new Set(
  'charset clear connect edit ego exit go nopager notee nowarning pager print prompt quit rehash sandbox source status system tee warnings'.split(
    ' ',
  ),
)
