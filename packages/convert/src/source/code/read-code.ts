import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dialects, type Direction } from '@mig/core'
import { readText, Unsure } from '@mig/script'
import { statementEnd } from '../end-statement.js'
import type { SourceFile, SourceSection } from '../number-line.js'
import type { SourcePreset } from '../preset.js'
import { whyUnmovable } from '../refuse-unmovable.js'
import { findFunction, type FoundFunction } from './find-function.js'
import { readTextValue, type TextSources } from './read-text-value.js'
import { readTokens, TokenReader, type Token } from './tokens.js'

/** What a code migration of another tool is to mig. */
export type ReadCode =
  /** It holds nothing but SQL, which was taken out of its text. */
  | {
      readonly kind: 'sql'
      readonly sections: readonly SourceSection[]
      readonly files: readonly SourceFile[]
      readonly lacksDown?: string
    }
  /** A TypeORM class: it runs as it stands. */
  | { readonly kind: 'class' }
  /** Neither; why. */
  | { readonly kind: 'unknown'; readonly reason: string }

type Tool = NonNullable<SourcePreset['code']>

/**
 * Reads a code migration without running it.
 *
 * @param folder of the file, for SQL that it loads by name
 */
export function readCode(tool: Tool, file: SourceFile, folder: string): ReadCode {
  let reason: string
  try {
    const read = new CodeReading(tool, file, folder).read()
    if (typeof read !== 'string') return read
    reason = read
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
    reason = `its text cannot be told without running it (${error.message})`
  }
  if (tool !== 'typeorm') return { kind: 'unknown', reason }
  const obstacle = whyUnmovable(file.text)
  if (obstacle !== undefined) return { kind: 'unknown', reason: `it ${obstacle.problem}: put what it needs into the file itself` }
  if (!/\bclass\b/.test(file.text)) return { kind: 'unknown', reason: 'it holds no class' }
  return { kind: 'class' }
}

interface Calls {
  readonly texts: readonly string[]
  readonly line: number
  readonly noTransaction: boolean
}

class CodeReading {
  readonly #tool: Tool
  readonly #file: SourceFile
  readonly #tokens: readonly Token[]
  readonly #sources: TextSources

  constructor(tool: Tool, file: SourceFile, folder: string) {
    this.#tool = tool
    this.#file = file
    this.#tokens = readTokens(file.text)
    this.#sources = { constants: new Map(), folder, read: [] }
    for (const [at, { value }] of this.#tokens.entries()) {
      const reader = new TokenReader(this.#tokens, at + 1)
      const name = value === 'const' ? reader.takeName() : undefined
      if (name === undefined) continue
      if (reader.take(':')) reader.takeName()
      const text = reader.take('=') ? readTextValue(reader, this.#sources) : undefined
      if (text !== undefined) (this.#sources.constants as Map<string, string>).set(name, text)
    }
  }

  /** The SQL, or why it is not alone. */
  read(): ReadCode | string {
    const listed = this.#tool === 'db-migrate' ? this.#listedFiles() : undefined
    if (listed) return listed
    const up = findFunction(this.#tokens, 'up')
    if (!up) return 'it has no function up that is written out'
    const there = this.#calls(up)
    if (typeof there === 'string') return there
    const down = findFunction(this.#tokens, 'down')
    const back = down ? this.#calls(down) : undefined
    // a class runs both ways as it stands: nothing of it is given up for the half that is literal
    if (typeof back === 'string' && this.#tool === 'typeorm') return back
    const outside = this.#asksForNoTransaction()
    const section = (direction: Direction, { texts, line, noTransaction }: Calls): SourceSection => ({
      direction,
      dialect: undefined,
      text: texts.map((text) => `${text.replace(/^\n+|\s+$/g, '')}${statementEnd(text.trimEnd(), dialects)}\n`).join(''),
      transaction: !outside && !noTransaction,
      file: this.#file.name,
      line,
    })
    const sections = [section('upgrade', there), ...(typeof back === 'object' ? [section('downgrade', back)] : [])]
    return { kind: 'sql', sections, files: this.#sources.read.map(sourceFile), ...(typeof back === 'string' ? { lacksDown: back } : {}) }
  }

  /** The files that `db-migrate create --sql-file` makes: the code only loads them. */
  #listedFiles(): ReadCode | undefined {
    const strings = this.#tokens.map(({ kind, value }) => (kind === 'string' ? value.slice(1, -1) : ''))
    const find = (direction: 'up' | 'down') => strings.find((text, at) => strings[at - 2] === 'sqls' && text.endsWith(`-${direction}.sql`))
    const [up, down] = [find('up'), find('down')]
    if (up === undefined) return undefined
    const sections: SourceSection[] = []
    const files: SourceFile[] = []
    for (const [direction, name] of [['upgrade', up] as const, ['downgrade', down] as const]) {
      if (name === undefined) continue
      const file = sourceFile({ name: `sqls/${name}`, path: `${this.#sources.folder}/sqls/${name}` })
      files.push(file)
      sections.push({ direction, dialect: undefined, text: file.text, transaction: true, file: file.name, line: 1 })
    }
    return { kind: 'sql', sections, files }
  }

  /** What a function sends, when it does nothing else. */
  #calls({ parameters, body }: FoundFunction): Calls | string {
    const reader = new TokenReader(body)
    const texts: string[] = []
    let line: number | undefined
    let noTransaction = false
    while (!reader.isAtEnd) {
      if (reader.take(';') || this.#passConstant(reader)) continue
      const first = reader.here!
      if (!reader.take('await')) reader.take('return')
      reader.take('await')
      if (this.#passNothing(reader, parameters)) continue
      if (this.#tool === 'node-pg-migrate' && reader.take(parameters[0] ?? '', '.', 'noTransaction', '(', ')')) {
        noTransaction = true
        continue
      }
      const sent = this.#readCall(reader, parameters)
      if (typeof sent === 'string') return `${this.#file.name}:${first.line} ${sent}`
      texts.push(...sent)
      line ??= first.line
    }
    return { texts, line: line ?? 1, noTransaction }
  }

  /** `const sql = '…'`, read before. */
  #passConstant(reader: TokenReader): boolean {
    const start = reader.at
    if (reader.take('const')) {
      const name = reader.takeName()
      if (reader.take(':')) reader.takeName()
      if (name !== undefined && reader.take('=') && readTextValue(reader, this.#sources) !== undefined) return true
    }
    reader.at = start
    return false
  }

  /** `return null`, `return Promise.resolve()`, `callback()`. */
  #passNothing(reader: TokenReader, parameters: readonly string[]): boolean {
    const callback = parameters[1]
    if (reader.isAtEnd || reader.is(';')) return true
    return (
      reader.take('null') ||
      reader.take('undefined') ||
      reader.take('Promise', '.', 'resolve', '(', ')') ||
      (callback !== undefined && this.#tool === 'db-migrate' && reader.take(callback, '(', ')'))
    )
  }

  #readCall(reader: TokenReader, parameters: readonly string[]): readonly string[] | string {
    const [object = ''] = parameters
    const name = reader.here?.value ?? ''
    if (object === '' || !reader.take(object)) return `does more than send SQL ('${name}')`
    const path = senders[this.#tool].find((names) => reader.take(...names.flatMap((part) => ['.', part])))
    if (!path) return `builds its SQL ('${object}${wordsAhead(reader)}')`
    const texts: string[] = []
    do {
      if (!reader.take('(')) return `builds its SQL ('${object}${wordsAhead(reader)}')`
      const text = readTextValue(reader, this.#sources)
      if (text === undefined) return `sends SQL that is put together when it runs ('${object}.${path.join('.')}')`
      if (!this.#passOptions(reader, parameters)) return `gives values beside its SQL ('${object}.${path.join('.')}')`
      if (this.#tool === 'knex' && /(?<!\\)\?/.test(text)) return `sends a question mark, which Knex takes for a value`
      texts.push(this.#tool === 'knex' ? text.replaceAll('\\?', '?') : text)
    } while (this.#tool === 'knex' && reader.take('.', 'raw'))
    if (reader.is('.') || reader.is('[')) return 'works with what its SQL gives back'
    return texts
  }

  #passOptions(reader: TokenReader, parameters: readonly string[]): boolean {
    const callback = parameters[1]
    if (this.#tool === 'sequelize') reader.take(',', '{', 'raw', ':', 'true', '}')
    if (this.#tool === 'db-migrate') {
      reader.take(',', '[', ']')
      if (callback !== undefined) reader.take(',', callback)
    }
    reader.take(',')
    return reader.take(')')
  }

  #asksForNoTransaction(): boolean {
    const { text } = this.#file
    if (this.#tool === 'knex') return /\bconfig\b[^;]*?\btransaction\s*:\s*false\b/.test(text)
    return this.#tool === 'typeorm' && /^\s*(?:public\s+|readonly\s+)*transaction\s*(?::\s*\w+\s*)?=\s*false\b/m.test(text)
  }
}

/** The calls that send a text as it is, below the function's first parameter. */
const senders: Readonly<Record<Tool, readonly (readonly string[])[]>> = {
  typeorm: [['query']],
  knex: [['raw'], ['schema', 'raw']],
  sequelize: [['sequelize', 'query']],
  'db-migrate': [['runSql']],
  'node-pg-migrate': [['sql']],
}

function wordsAhead(reader: TokenReader): string {
  let words = ''
  for (let at = reader.at; at < reader.at + 6; at++) {
    const token = reader.tokens[at]
    if (!token || (token.kind !== 'name' && token.value !== '.')) break
    words += token.value
  }
  return words
}

function sourceFile({ name, path }: { readonly name: string; readonly path: string }): SourceFile {
  return { name, path, text: readText(path), sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
}
