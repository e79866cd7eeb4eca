import { commentText } from './comment-text.js'
import { Lexer, Unsure } from './lexer.js'
import { endStatement, need, readLiteral } from './read-literal.js'
import { headerFromValues, headerNames, type ScriptHeader } from './script-header.js'

/** What {@link scanCodeHeader} found: the header, or why it cannot be told without running the file. */
export type ScannedHeader =
  { readonly kind: 'complete'; readonly header: ScriptHeader } | { readonly kind: 'incomplete'; readonly why: string }

/**
 * Reads the header of a TypeScript or JavaScript migration from its text, without running it.
 *
 * It answers what importing the file would answer, or `incomplete`: anything computed, reassigned, re-exported or
 * ambiguous is left to the caller, who then imports that one file (as `readHeader` does).
 *
 * @example
 * const scanned = scanCodeHeader("export const revision = 'ae10'\nexport const downRevision = null\n")
 * if (scanned.kind === 'complete') console.log(scanned.header.revision)
 */
export function scanCodeHeader(text: string): ScannedHeader {
  try {
    const scan = new HeaderScan(text)
    scan.run()
    const header = headerFromValues(scan.values, scan.description)
    return 'problem' in header ? { kind: 'incomplete', why: header.problem } : { kind: 'complete', header }
  } catch (error) {
    if (error instanceof Unsure) return { kind: 'incomplete', why: error.message }
    throw error
  }
}

/** The description of a code file alone: the first comment before its first declaration; empty when there is none. */
export function scanCodeDescription(text: string): string {
  const lexer = new Lexer(text)
  try {
    while (lexer.advance() && !isDeclaration(lexer));
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
  }
  return firstText(lexer.comments)
}

class HeaderScan {
  readonly values: Record<string, unknown> = {}
  description = ''
  readonly #lexer: Lexer
  /** Names whose value is an array: a later use could change it. */
  readonly #arrays = new Set<string>()
  #form: 'module' | 'commonjs' | undefined
  /** `module.exports` was given an object, so that `exports` alone names another one. */
  #replaced = false
  /** A use of `exports`, `module` or `this` that could give or change a value unseen. */
  #oddity: string | undefined

  constructor(text: string) {
    this.#lexer = new Lexer(text)
  }

  run(): void {
    const lexer = this.#lexer
    while (lexer.advance()) {
      if (lexer.comments !== undefined && isDeclaration(lexer)) {
        this.description = firstText(lexer.comments)
        lexer.comments = undefined
      }
      if (lexer.kind === 'name') this.#name()
    }
    if (lexer.comments !== undefined) this.description = firstText(lexer.comments)
    if (this.#oddity === 'exports' || (this.#oddity !== undefined && this.#form !== 'module')) throw unclear(this.#oddity)
  }

  #name(): void {
    const { value, depth, afterDot } = this.#lexer
    if (depth > 0 || afterDot) this.#watch()
    else if (value === 'export') this.#readExport()
    else if (value === 'exports' || value === 'module') this.#readCommonJs(value)
    else this.#watch()
  }

  /** Looks at a name that is merely passed. */
  #watch(): void {
    const { value, depth, afterDot } = this.#lexer
    if (headerNames.has(value)) {
      if (depth === 0 || (this.#arrays.has(value) && !(afterDot && this.#form === 'module'))) throw unclear(value)
    } else if (!afterDot && (value === 'exports' || value === 'module' || value === 'this' || (value === 'return' && depth === 0))) {
      this.#oddity = this.#oddity === 'exports' ? 'exports' : value
    }
  }

  #readExport(): void {
    const lexer = this.#lexer
    this.#setForm('module')
    need(lexer)
    if (lexer.at('{')) return this.#readExportList()
    if (lexer.at('*') || lexer.at('=')) throw new Unsure('an export of everything')
    if (lexer.value !== 'const') return lexer.hold()
    do {
      need(lexer)
      if (lexer.kind !== 'name') throw new Unsure('a destructured export')
      if (!headerNames.has(lexer.value)) return lexer.hold()
      const name = lexer.value
      need(lexer)
      if (lexer.at(':')) skipType(lexer)
      if (!lexer.at('=')) throw unclear(name)
      this.#set(name, readLiteral(lexer))
    } while (endStatement(lexer))
  }

  #readExportList(): void {
    const lexer = this.#lexer
    for (need(lexer); !lexer.at('}'); need(lexer)) {
      if (lexer.kind === 'string' || (lexer.kind === 'name' && headerNames.has(lexer.value))) throw unclear(lexer.value)
    }
  }

  /** `exports.name = …`, `module.exports.name = …` or `module.exports = { … }`, as statements of their own. */
  #readCommonJs(first: string): void {
    const lexer = this.#lexer
    const alone = lexer.startsStatement
    let path = first
    while (lexer.advance()) {
      if (lexer.at('.') || (lexer.kind === 'name' && lexer.afterDot)) path += lexer.value
      else break
    }
    const target = /^(?:module\.)?exports\.([^.]+)$/.exec(path)?.[1]
    if (!alone || !lexer.at('=') || (target === undefined && path !== 'module.exports')) {
      lexer.hold()
      this.#oddity = path.includes('exports') ? 'exports' : (this.#oddity ?? first)
      return
    }
    this.#setForm('commonjs')
    if (target === undefined) {
      if (this.#replaced || Object.keys(this.values).length > 0) throw unclear('module.exports')
      this.#replaced = true
      this.#readExportsObject()
      return
    }
    if (this.#replaced && first === 'exports') throw unclear('exports')
    if (!headerNames.has(target)) return
    this.#set(target, readLiteral(lexer))
    if (endStatement(lexer)) throw unclear(target)
  }

  #readExportsObject(): void {
    const lexer = this.#lexer
    need(lexer)
    if (!lexer.at('{')) throw new Unsure('`module.exports` is computed')
    for (need(lexer); !lexer.at('}'); need(lexer)) {
      if (lexer.kind === 'punctuation') throw new Unsure('an object that is computed')
      if (lexer.kind === 'string' && (lexer.value.includes('\\') || headerNames.has(lexer.value.slice(1, -1)))) throw unclear(lexer.value)
      const key = lexer.value
      const isHeader = lexer.kind === 'name' && headerNames.has(key)
      need(lexer)
      if (isHeader) {
        if (!lexer.at(':')) throw unclear(key)
        this.#set(key, readLiteral(lexer))
        need(lexer)
        if (!lexer.at(',') && !lexer.at('}')) throw unclear(key)
      } else this.#skipMember()
      if (lexer.at('}') && lexer.depth === 0) break
    }
    if (endStatement(lexer)) throw unclear('module.exports')
  }

  /** Goes to the `,` behind a member, or to the `}` of the object. */
  #skipMember(): void {
    const lexer = this.#lexer
    for (; !(lexer.at(',') && lexer.depth === 1) && !(lexer.at('}') && lexer.depth === 0); need(lexer)) {
      if (lexer.kind !== 'name') continue
      if (lexer.depth === 1 && headerNames.has(lexer.value)) throw unclear(lexer.value)
      this.#watch()
    }
  }

  #set(name: string, value: unknown): void {
    if (Object.hasOwn(this.values, name)) throw new Unsure(`\`${name}\` is given twice`)
    this.values[name] = value
    if (Array.isArray(value)) this.#arrays.add(name)
  }

  #setForm(form: 'module' | 'commonjs'): void {
    if (this.#form !== undefined && this.#form !== form) throw new Unsure('`export` and `module.exports` are both used')
    this.#form = form
  }
}

/** Passes a type annotation up to the `=` behind it. */
function skipType(lexer: Lexer): void {
  for (need(lexer); !(lexer.at('=') && lexer.depth === 0); need(lexer)) {
    const known = lexer.kind !== 'punctuation' || '|&[]<>.(),=>'.includes(lexer.value)
    if (!known || lexer.kind === 'regex' || lexer.kind === 'template') throw new Unsure('a type that text does not tell')
  }
}

function isDeclaration(lexer: Lexer): boolean {
  if (lexer.kind !== 'name' || lexer.depth > 0 || lexer.afterDot) return false
  return lexer.value === 'export' || lexer.value === 'exports' || lexer.value === 'module'
}

function firstText(comments: readonly string[] | undefined): string {
  for (const comment of comments ?? []) {
    const text = commentText(comment)
    if (text !== undefined) return text
  }
  return ''
}

function unclear(name: string): Unsure {
  return new Unsure(`\`${name}\` is used in a way that text does not tell`)
}
