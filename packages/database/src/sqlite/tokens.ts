/** One token of SQLite's SQL; layout and comments are between tokens and are no token. */
export interface SqliteToken {
  /** `name`: an identifier or keyword, quoted or not; `string`: `'…'`; `other`: number, blob, operator, punctuation, parameter. */
  readonly kind: 'name' | 'string' | 'other'
  /** As written. */
  readonly text: string
  /** Of a name: without its quotes; else as written. */
  readonly value: string
  readonly quoted: boolean
}

const pattern = new RegExp(
  [
    String.raw`\s+|--[^\n]*|/\*[\s\S]*?(?:\*/|$)`, // layout
    String.raw`(?<blob>[xX]'[\da-fA-F]*')`,
    String.raw`(?<string>'(?:[^']|'')*'?)`,
    String.raw`(?<quoted>"(?:[^"]|"")*"?|\x60(?:[^\x60]|\x60\x60)*\x60?|\[[^\]]*\]?)`,
    String.raw`(?<word>[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)`,
    String.raw`(?<other>0[xX][\da-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\|\||->>?|<<|>>|<=|>=|==|<>|!=|[\s\S])`,
  ].join('|'),
  'gy',
)

/** Cuts a SQLite text into tokens, the way SQLite's own tokenizer does. */
export function tokensOf(sql: string): readonly SqliteToken[] {
  const tokens: SqliteToken[] = []
  for (const match of sql.matchAll(pattern)) {
    const { string, quoted, blob, word, other } = match.groups ?? {}
    if (blob !== undefined) tokens.push({ kind: 'other', text: blob, value: blob, quoted: false })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, value: string, quoted: true })
    else if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted, value: unquote(quoted), quoted: true })
    else if (word !== undefined) tokens.push({ kind: 'name', text: word, value: word, quoted: false })
    else if (other !== undefined) tokens.push({ kind: 'other', text: other, value: other, quoted: false })
  }
  return tokens
}

function unquote(name: string): string {
  const quote = name.charAt(0)
  const inner = name.slice(1, -1)
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote)
}

/** True for an unquoted word, in any case. */
export const isWord = (token: SqliteToken | undefined, word: string): boolean =>
  token !== undefined && token.kind === 'name' && !token.quoted && token.value.toUpperCase() === word

/**
 * True when a text holds more than one statement, by the rules of `sqlite3_complete`: the body of a trigger ends with `; END ;`.
 *
 * The driver runs the first statement of a text and drops the rest without a word.
 */
export function holdsSeveralStatements(sql: string): boolean {
  if (!/;\s*[^\s;]/.test(sql)) return false
  const tokens = tokensOf(sql)
  const end = isTrigger(tokens)
    ? tokens.findIndex((token, index) => token.text === ';' && isWord(tokens[index - 1], 'END') && tokens[index - 2]?.text === ';')
    : tokens.findIndex((token) => token.text === ';')
  return end !== -1 && tokens.slice(end).some((token) => token.text !== ';')
}

function isTrigger(tokens: readonly SqliteToken[]): boolean {
  if (!isWord(tokens[0], 'CREATE')) return false
  return isWord(tokens[isWord(tokens[1], 'TEMP') || isWord(tokens[1], 'TEMPORARY') ? 2 : 1], 'TRIGGER')
}
