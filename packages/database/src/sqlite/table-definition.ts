import { isWord, tokensOf, type SqliteToken } from './tokens.js'

/** What only the text of CREATE TABLE tells: SQLite's pragmas have no columns for it. */
export interface TableDefinition {
  readonly constraints: readonly DefinedConstraint[]
  /** Columns with a collation or an expression of their own, by lower-case name. */
  readonly columns: ReadonlyMap<string, DefinedColumn>
  readonly autoincrement: boolean
  readonly strict: boolean
  readonly withoutRowid: boolean
}

/** A constraint as it was written, on a column or on the table. */
export interface DefinedConstraint {
  readonly kind: 'primary key' | 'unique' | 'check' | 'foreign key' | 'not null'
  readonly name: string | undefined
  readonly columns: readonly string[]
  /** Of a check. */
  readonly expression: readonly SqliteToken[]
  /** `ON CONFLICT …` and `DEFERRABLE …`, as written. */
  readonly clauses: readonly SqliteToken[]
}

interface DefinedColumn {
  readonly collation: string | undefined
  readonly generated: { readonly expression: readonly SqliteToken[]; readonly stored: boolean } | undefined
}

/** Reads the text that `sqlite_schema` keeps of a table; SQLite has accepted it, so it is taken at its word. */
export function readTableDefinition(sql: string): TableDefinition {
  const tokens = tokensOf(sql)
  const open = tokens.findIndex((token) => token.text === '(')
  const close = endOfGroup(tokens, open)
  const constraints: DefinedConstraint[] = []
  const columns = new Map<string, DefinedColumn>()
  const body = tokens.slice(open + 1, close)
  for (const definition of splitAtCommas(body)) {
    const first = definition[0]
    if (first === undefined) continue
    const isConstraint = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'].some((word) => isWord(first, word))
    const column = isConstraint ? undefined : first.value
    const reader = new DefinitionReader(column === undefined ? definition : definition.slice(1), column)
    constraints.push(...reader.read())
    if (column !== undefined) columns.set(column.toLowerCase(), { collation: reader.collation, generated: reader.generated })
  }
  const options = tokens.slice(close + 1)
  return {
    constraints,
    columns,
    autoincrement: body.some((token) => isWord(token, 'AUTOINCREMENT')),
    strict: options.some((token) => isWord(token, 'STRICT')),
    withoutRowid: options.some((token) => isWord(token, 'WITHOUT')),
  }
}

/** Splits a list at its commas, those inside parentheses left alone. */
export function splitAtCommas(tokens: readonly SqliteToken[]): readonly (readonly SqliteToken[])[] {
  const parts: SqliteToken[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    if (token.text === ',' && depth === 0) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}

/** The index of the parenthesis that closes the one at `open`. */
export function endOfGroup(tokens: readonly SqliteToken[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index]!.text === '(') depth += 1
    if (tokens[index]!.text === ')') depth -= 1
    if (depth === 0) return index
  }
  return tokens.length
}

/** Walks the constraints of one definition; SQLite does not insist on commas between those of a table. */
class DefinitionReader {
  collation: string | undefined
  generated: DefinedColumn['generated']
  readonly #tokens: readonly SqliteToken[]
  readonly #column: string | undefined
  #at = 0

  constructor(tokens: readonly SqliteToken[], column: string | undefined) {
    this.#tokens = tokens
    this.#column = column
  }

  read(): readonly DefinedConstraint[] {
    const found: DefinedConstraint[] = []
    const own = this.#column === undefined ? [] : [this.#column]
    let name: string | undefined
    const add = (kind: DefinedConstraint['kind'], facts: Partial<DefinedConstraint> = {}): void => {
      found.push({ kind, name, columns: own, expression: [], clauses: this.#clauses(), ...facts })
      name = undefined
    }
    while (this.#at < this.#tokens.length) {
      if (this.#take('CONSTRAINT')) name = this.#next()?.value
      else if (this.#take('CHECK')) {
        const expression = this.#group()
        add('check', { expression })
      } else if (this.#take('PRIMARY', 'KEY')) {
        const columns = this.#column === undefined ? namesOf(this.#group()) : own
        this.#takeDirection()
        add('primary key', { columns })
      } else if (this.#take('UNIQUE')) {
        const columns = this.#column === undefined ? namesOf(this.#group()) : own
        add('unique', { columns })
      } else if (this.#take('NOT', 'NULL')) add('not null')
      else if (this.#take('FOREIGN', 'KEY')) {
        const columns = namesOf(this.#group())
        this.#skipReference()
        add('foreign key', { columns })
      } else if (this.#is('REFERENCES')) {
        this.#skipReference()
        add('foreign key')
      } else if (this.#take('COLLATE')) this.collation = this.#next()?.value
      else if (this.#take('DEFAULT')) this.#skipValue()
      else if (this.#take('AS')) this.generated = { expression: this.#group(), stored: this.#take('STORED') }
      else if (this.#tokens[this.#at]!.text === '(') this.#group()
      else this.#at += 1
    }
    return found
  }

  #is(word: string): boolean {
    return isWord(this.#tokens[this.#at], word)
  }

  #take(...words: readonly string[]): boolean {
    if (!words.every((word, offset) => isWord(this.#tokens[this.#at + offset], word))) return false
    this.#at += words.length
    return true
  }

  #next(): SqliteToken | undefined {
    const token = this.#tokens[this.#at]
    this.#at += 1
    return token
  }

  /** What stands in the parentheses here; empty when there are none. */
  #group(): readonly SqliteToken[] {
    if (this.#tokens[this.#at]?.text !== '(') return []
    const open = this.#at
    const close = endOfGroup(this.#tokens, open)
    this.#at = close + 1
    return this.#tokens.slice(open + 1, close)
  }

  #skipValue(): void {
    if (this.#tokens[this.#at]?.text === '(') this.#group()
    else this.#at += ['+', '-'].includes(this.#tokens[this.#at]?.text ?? '') ? 2 : 1
  }

  #takeDirection(): void {
    if (!this.#take('ASC')) this.#take('DESC')
  }

  /** `REFERENCES t (a) ON DELETE … MATCH …`: the pragma tells all of it. */
  #skipReference(): void {
    this.#take('REFERENCES')
    this.#at += 1
    this.#group()
    for (;;) {
      if (this.#take('MATCH')) this.#at += 1
      else if (this.#take('ON', 'DELETE') || this.#take('ON', 'UPDATE')) this.#at += this.#is('SET') || this.#is('NO') ? 2 : 1
      else return
    }
  }

  #clauses(): readonly SqliteToken[] {
    const from = this.#at
    if (this.#take('ON', 'CONFLICT')) this.#at += 1
    if (this.#take('NOT', 'DEFERRABLE') || this.#take('DEFERRABLE')) {
      if (this.#take('INITIALLY')) this.#at += 1
    }
    return this.#tokens.slice(from, this.#at)
  }
}

/** The columns of a key; a collation or direction behind one is the index's, which the pragma tells. */
const namesOf = (tokens: readonly SqliteToken[]): readonly string[] => splitAtCommas(tokens).map((part) => part[0]?.value ?? '')
