import { endOfGroup, splitAtCommas } from './table-definition.js'
import { isWord, tokensOf, type SqliteToken } from './tokens.js'

/** What CREATE INDEX says, in tokens. */
export interface IndexDefinition {
  readonly unique: boolean
  /** Columns or expressions with collation and direction. */
  readonly columns: readonly (readonly SqliteToken[])[]
  readonly where: readonly SqliteToken[]
}

/** Reads the text that `sqlite_schema` keeps of an index. */
export function readIndexDefinition(sql: string): IndexDefinition {
  const tokens = tokensOf(sql)
  const open = tokens.findIndex((token) => token.text === '(')
  const close = endOfGroup(tokens, open)
  const columns = splitAtCommas(tokens.slice(open + 1, close))
  return {
    unique: isWord(tokens[1], 'UNIQUE'),
    columns: columns.map((column) => (isWord(column.at(-1), 'ASC') ? column.slice(0, -1) : column)),
    where: tokens.slice(close + 2),
  }
}
