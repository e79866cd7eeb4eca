import { tokensOf, type SqlToken } from '@mig/sql'

/** A constraint in the text of CREATE TABLE, with its place. */
export interface ConstraintText {
  readonly kind: 'primaryKey' | 'unique' | 'check' | 'foreignKey' | 'notNull' | 'default' | 'collate' | 'generated'
  readonly name: string | undefined
  readonly start: number
  readonly end: number
}

/** A column in the text of CREATE TABLE. */
export interface ColumnText {
  readonly name: string
  /** The whole definition, from its name to what ends it. */
  readonly start: number
  readonly end: number
  /** Where its type stands; empty, behind the name, where it has none. */
  readonly type: { readonly start: number; readonly end: number; readonly text: string }
  readonly constraints: readonly ConstraintText[]
}

/** A constraint of the table; `part` is what stands between the commas around it. */
export interface TableConstraintText extends ConstraintText {
  readonly columns: readonly string[]
  readonly part: { readonly start: number; readonly end: number; readonly isAlone: boolean }
}

/**
 * The text that SQLite keeps of a table, taken apart: what an edit does not touch stays as it was written, comments included.
 * SQLite has accepted the text, so it is taken at its word.
 */
export class TableText {
  readonly text: string
  readonly columns: readonly ColumnText[]
  readonly constraints: readonly TableConstraintText[]
  readonly isWithoutRowid: boolean
  readonly isAutoincrement: boolean
  readonly #name: { readonly start: number; readonly end: number }
  readonly #close: number
  readonly #edits: { readonly start: number; readonly end: number; readonly text: string; readonly isNew?: boolean }[] = []

  constructor(text: string) {
    const tokens = tokensOf(text, 'sqlite')
    const open = tokens.findIndex((token) => token.text === '(')
    const close = endOfGroup(tokens, open)
    this.text = text
    this.#name = { start: tokens[2]!.start, end: tokens[open - 1]!.end }
    this.#close = tokens[close]!.start
    const columns: ColumnText[] = []
    const constraints: TableConstraintText[] = []
    for (const part of splitAtCommas(tokens.slice(open + 1, close))) {
      const found = new PartReader(part).read()
      if ('name' in found) columns.push(found)
      else constraints.push(...found.constraints)
    }
    this.columns = columns
    this.constraints = constraints
    const options = tokens.slice(close + 1)
    this.isWithoutRowid = options.some((token) => token.word === 'WITHOUT')
    this.isAutoincrement = tokens.some((token) => token.word === 'AUTOINCREMENT')
  }

  column(name: string): ColumnText | undefined {
    return this.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text })
  }

  /** Adds a part behind the columns (`column`) or at the end (`constraint`). */
  append(kind: 'column' | 'constraint', text: string): void {
    const lastColumn = this.columns.at(-1)!.end
    const last = kind === 'column' ? lastColumn : Math.max(lastColumn, ...this.constraints.map(({ part }) => part.end))
    this.#edits.push({ start: last, end: last, text: `, ${text}`, isNew: true })
  }

  /** Takes a whole part out, with the comma before it, or behind it where it is the first. */
  removePart({ start, end }: { readonly start: number; readonly end: number }): void {
    const parts = [...this.columns, ...this.constraints.map(({ part }) => part)].toSorted((a, b) => a.start - b.start)
    const before = parts.findLast((part) => part.end <= start)
    const after = parts.find((part) => part.start >= end)
    if (before) this.replace(before.end, end, '')
    else if (after) this.replace(start, after.start, '')
  }

  /** The text with all edits, and another name. */
  render(name: string): string {
    const edits = [...this.#edits, { ...this.#name, text: name }]
    // From the end. Of two at one place the one that was made first comes first, and a new part behind what is added to the one before it.
    const rank = ({ isNew = false }: { readonly isNew?: boolean }): number => Number(isNew)
    const ordered = edits
      .map((edit, at) => ({ ...edit, at }))
      .toSorted((a, b) => b.start - a.start || b.end - a.end || rank(b) - rank(a) || b.at - a.at)
    return ordered.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), this.text)
  }

  /** Where the parenthesis of the body closes. */
  get close(): number {
    return this.#close
  }
}

/** Reads one part of the body: a column, or constraints of the table (SQLite does not insist on commas between those). */
class PartReader {
  readonly #tokens: readonly SqlToken[]
  #at = 0

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens
  }

  read(): ColumnText | { readonly constraints: readonly TableConstraintText[] } {
    const [first] = this.#tokens
    const [start, end] = [first!.start, this.#tokens.at(-1)!.end]
    if (tableWords.has(first!.word)) {
      const found = this.#constraints()
      return { constraints: found.map((one) => ({ ...one, part: { start, end, isAlone: found.length === 1 } })) }
    }
    this.#at = 1
    const name = first!.kind === 'string' ? first!.text.slice(1, -1).replaceAll("''", "'") : first!.name
    const type = this.#type(first!.end)
    return { name, start, end, type, constraints: this.#constraints() }
  }

  #type(behind: number): ColumnText['type'] {
    const from = this.#at
    while (this.#token && !columnWords.has(this.#token.word)) {
      if (this.#token.text === '(') this.#group()
      else this.#at += 1
    }
    if (this.#at === from) return { start: behind, end: behind, text: '' }
    const tokens = this.#tokens.slice(from, this.#at)
    return { start: tokens[0]!.start, end: tokens.at(-1)!.end, text: tokens.map(({ text }) => text).join(' ') }
  }

  #constraints(): (ConstraintText & { readonly columns: readonly string[] })[] {
    const found: (ConstraintText & { readonly columns: readonly string[] })[] = []
    while (this.#token) {
      const start = this.#token.start
      const name = this.#take('CONSTRAINT') ? this.#takeName() : undefined
      const kind = this.#kind()
      const from = this.#at
      const columns = this.#skip(kind)
      // A word that is no constraint (NULL): passed over.
      if (this.#at === from && kind === undefined) this.#at += 1
      if (kind !== undefined) found.push({ kind, name, columns, start, end: this.#tokens[this.#at - 1]!.end })
    }
    return found
  }

  #kind(): ConstraintText['kind'] | undefined {
    if (this.#take('PRIMARY', 'KEY')) return 'primaryKey'
    if (this.#take('UNIQUE')) return 'unique'
    if (this.#take('CHECK')) return 'check'
    if (this.#take('FOREIGN', 'KEY') || this.#token?.word === 'REFERENCES') return 'foreignKey'
    if (this.#take('NOT', 'NULL')) return 'notNull'
    if (this.#take('DEFAULT')) return 'default'
    if (this.#take('COLLATE')) return 'collate'
    return this.#take('GENERATED', 'ALWAYS', 'AS') || this.#take('AS') ? 'generated' : undefined
  }

  /** Goes to the end of a constraint. @returns the columns that it names */
  #skip(kind: ConstraintText['kind'] | undefined): readonly string[] {
    switch (kind) {
      case 'default':
        if (this.#token?.text === '(') this.#group()
        else this.#at += ['+', '-'].includes(this.#token?.text ?? '') ? 2 : 1
        return []
      case 'collate':
        this.#at += 1
        return []
      case 'check':
        this.#group()
        break
      case 'generated':
        this.#group()
        if (!this.#take('STORED')) this.#take('VIRTUAL')
        return []
      case undefined:
        return []
      default: {
        const columns = this.#token?.text === '(' ? namesOf(this.#group()) : []
        if (!this.#take('ASC')) this.#take('DESC')
        if (kind === 'foreignKey') this.#skipReference()
        this.#skipClauses()
        this.#take('AUTOINCREMENT')
        return columns
      }
    }
    this.#skipClauses()
    return []
  }

  #skipReference(): void {
    if (!this.#take('REFERENCES')) return
    this.#at += 1
    if (this.#token?.text === '(') this.#group()
    for (;;) {
      if (this.#take('MATCH')) this.#at += 1
      else if (this.#take('ON', 'DELETE') || this.#take('ON', 'UPDATE')) this.#at += /^(?:SET|NO)$/.test(this.#token?.word ?? '') ? 2 : 1
      else return
    }
  }

  /** `ON CONFLICT …`, `DEFERRABLE …`. */
  #skipClauses(): void {
    if (this.#take('ON', 'CONFLICT')) this.#at += 1
    if ((this.#take('NOT', 'DEFERRABLE') || this.#take('DEFERRABLE')) && this.#take('INITIALLY')) this.#at += 1
  }

  get #token(): SqlToken | undefined {
    return this.#tokens[this.#at]
  }

  #take(...words: readonly string[]): boolean {
    if (!words.every((word, offset) => this.#tokens[this.#at + offset]?.word === word)) return false
    this.#at += words.length
    return true
  }

  #takeName(): string | undefined {
    this.#at += 1
    return this.#tokens[this.#at - 1]?.name
  }

  #group(): readonly SqlToken[] {
    if (this.#token?.text !== '(') return []
    const open = this.#at
    const close = endOfGroup(this.#tokens, open)
    this.#at = close + 1
    return this.#tokens.slice(open + 1, close)
  }
}

const tableWords: ReadonlySet<string> = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])
/** What ends the type of a column. */
const columnWords: ReadonlySet<string> = new Set(
  'CONSTRAINT PRIMARY UNIQUE CHECK REFERENCES NOT NULL DEFAULT COLLATE GENERATED AS'.split(' '),
)

const namesOf = (tokens: readonly SqlToken[]): readonly string[] => splitAtCommas(tokens).map((part) => part[0]?.name ?? '')

function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.text === '(') depth += 1
    if (token.text === ')') depth -= 1
    if (token.text === ',' && depth === 0) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts.filter((part) => part.length > 0)
}

/** The index of the parenthesis that closes the one at `open`. */
function endOfGroup(tokens: readonly SqlToken[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index]!.text === '(') depth += 1
    if (tokens[index]!.text === ')') depth -= 1
    if (depth === 0) return index
  }
  return tokens.length - 1
}
