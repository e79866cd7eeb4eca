import type { Token } from '../token.js'

type BlockKind = 'begin' | 'if' | 'case' | 'case-expression' | 'loop' | 'while' | 'repeat' | 'for'

interface Block {
  readonly kind: BlockKind
  /** Past the UNTIL of a REPEAT: its END follows an expression. */
  until: boolean
}

/**
 * Follows the nesting of `BEGIN IF CASE LOOP WHILE REPEAT FOR` in the body of a stored program, token by token.
 *
 * These words are names and functions as well (`IF(a, b, c)`, `REPEAT('x', 3)`, a column named `end`), so a block opens and closes only
 * where a statement may begin: behind a `;`, `THEN`, `ELSE`, `DO`, `LOOP`, a label, a handler's conditions.
 */
export class CompoundStatement {
  /** The word that opened the outermost block, and where. */
  opener = 'BEGIN'
  openedAt = 0
  private readonly blocks: Block[] = []
  private atStatement = true
  /** The first word of a statement: a label when a colon follows. */
  private mayBeLabel = false
  private handler: 'none' | 'declared' | 'condition' | 'condition-read' = 'none'
  private previous = ''

  /** Whether a delimiter would be inside. */
  get isOpen(): boolean {
    return this.blocks.length > 0
  }

  /** @param word in lower case, or a single character, or empty for any other token */
  take(word: string, token: Token): void {
    if (token.kind === 'delimiter') this.beginStatement()
    else if (this.handler !== 'none' && this.takeHandler(word)) this.atStatement = false
    else this.takeWord(word, token)
    this.previous = word
  }

  private takeWord(word: string, token: Token): void {
    const atStatement = this.atStatement
    const mayBeLabel = this.mayBeLabel
    this.atStatement = false
    this.mayBeLabel = false
    if (this.previous === '.') return
    if (mayBeLabel && word === ':') this.beginStatement()
    else if (word === 'end' && this.closes(atStatement)) this.blocks.pop()
    else if (word === 'case' && this.previous !== 'end') this.open(atStatement ? 'case' : 'case-expression', token)
    else if (atStatement) this.takeFirst(word, token)
    else this.takeInner(word)
  }

  private takeFirst(word: string, token: Token): void {
    if (isOpener(word)) {
      this.open(word, token)
      // these two have no condition before their statements
      if (word === 'begin' || word === 'loop' || word === 'repeat') this.beginStatement()
    } else if (word === 'until' && this.top?.kind === 'repeat') this.top.until = true
    else if (word === 'else' && this.takesStatements) this.beginStatement()
    else if (word === 'declare') this.handler = 'declared'
    else this.mayBeLabel = true
  }

  private takeInner(word: string): void {
    const kind = this.top?.kind
    const opensStatements =
      (word === 'then' && (kind === 'if' || kind === 'case')) ||
      (word === 'else' && this.takesStatements) ||
      (word === 'do' && (kind === 'while' || kind === 'for')) ||
      // BEGIN NOT ATOMIC
      (word === 'atomic' && this.previous === 'not' && kind === 'begin')
    if (opensStatements) this.beginStatement()
  }

  /** `DECLARE … HANDLER FOR condition [, condition] statement`. @returns whether the word was part of it */
  private takeHandler(word: string): boolean {
    if (this.handler === 'declared') {
      if (word === 'for' && this.previous === 'handler') this.handler = 'condition'
      return true
    }
    if (this.handler === 'condition') {
      // NOT FOUND, SQLSTATE [VALUE] '…'
      if (word !== 'not' && word !== 'sqlstate' && !(word === 'value' && this.previous === 'sqlstate')) this.handler = 'condition-read'
      return true
    }
    if (word === ',') {
      this.handler = 'condition'
      return true
    }
    this.beginStatement()
    return false
  }

  private beginStatement(): void {
    this.atStatement = true
    this.mayBeLabel = false
    this.handler = 'none'
  }

  private open(kind: BlockKind, token: Token): void {
    if (this.blocks.length === 0) {
      this.opener = kind === 'case-expression' ? 'CASE' : kind.toUpperCase()
      this.openedAt = token.start
    }
    this.blocks.push({ kind, until: false })
  }

  private closes(atStatement: boolean): boolean {
    const top = this.top
    return top !== undefined && (atStatement || top.kind === 'case-expression' || top.until)
  }

  /** Whether ELSE is followed by statements here, not by a value. */
  private get takesStatements(): boolean {
    return this.top?.kind === 'if' || this.top?.kind === 'case'
  }

  private get top(): Block | undefined {
    return this.blocks.at(-1)
  }
}

const openers: ReadonlySet<string> = new Set(['begin', 'if', 'loop', 'while', 'repeat', 'for'])

function isOpener(word: string): word is 'begin' | 'if' | 'loop' | 'while' | 'repeat' | 'for' {
  return openers.has(word)
}
