import type { Body } from '../grammar.js'
import type { Token } from '../token.js'
import { CompoundStatement } from './compound-statement.js'

/**
 * Follows a statement whose delimiter is `;`, to keep the compound body of a routine, trigger or event whole, and MariaDB's
 * compound statements outside of routines.
 */
export function followBody(text: string): Body {
  return new MysqlBody(text)
}

type Stage =
  /** No word of the statement was read. */
  | 'start'
  /** `BEGIN` alone opens a transaction, `BEGIN NOT ATOMIC` a block. */
  | 'begin'
  /** Behind `CREATE` or `ALTER`, before the kind of object. */
  | 'create'
  /** Behind `PROCEDURE` or `FUNCTION`, before the body. */
  | 'routine'
  /** Behind `TRIGGER`, before `FOR EACH ROW`. */
  | 'trigger'
  /** Behind `FOR EACH ROW`: `FOLLOWS` or `PRECEDES` may come before the body. */
  | 'trigger-order'
  | 'trigger-order-name'
  /** Behind `EVENT`, before `DO`. */
  | 'event'
  | 'body'
  | 'other'

class MysqlBody implements Body {
  private readonly text: string
  private stage: Stage = 'start'
  private compound: CompoundStatement | undefined
  private previous = ''
  private depth = 0
  private beginAt = 0
  private parametersRead = false

  constructor(text: string) {
    this.text = text
  }

  take(token: Token): void {
    if (this.stage === 'other') return
    const isShort = token.end - token.start === 1
    const word = token.kind === 'word' || isShort ? this.text.slice(token.start, token.end).toLowerCase() : ''
    if (word === '(') this.depth++
    else if (word === ')') this.depth--
    this.advance(word, token)
    this.previous = word
  }

  keepsDelimiter(): boolean {
    return this.compound?.isOpen ?? false
  }

  unclosed(): { what: string; offset: number } | undefined {
    if (!this.keepsDelimiter()) return undefined
    return { what: `the ${this.compound!.opener} … END body`, offset: this.compound!.openedAt }
  }

  private advance(word: string, token: Token): void {
    switch (this.stage) {
      case 'start':
        this.start(word, token)
        return
      case 'begin':
        if (word === 'not') {
          this.enterBody('begin', this.beginAt)
          this.compound!.take(word, token)
        } else this.stage = 'other'
        return
      case 'create':
        this.stage = objectStages.get(word) ?? (endsCreateHead.has(word) ? 'other' : 'create')
        return
      case 'routine':
        if (!this.parametersRead) this.parametersRead = word === ')' && this.depth === 0
        else if (this.depth === 0) this.findRoutineBody(word, token)
        return
      case 'trigger':
        if (word === 'row' && this.previous === 'each') this.stage = 'trigger-order'
        return
      case 'trigger-order':
        if (word === 'follows' || word === 'precedes') this.stage = 'trigger-order-name'
        else this.enterBody(word, token.start)
        return
      case 'trigger-order-name':
        this.stage = 'trigger-order'
        return
      case 'event':
        if (word === 'do' && this.depth === 0) this.stage = 'trigger-order'
        return
      case 'body':
        this.compound!.take(word, token)
        return
      case 'other':
        return
    }
  }

  private start(word: string, token: Token): void {
    this.beginAt = token.start
    if (word === 'create' || word === 'alter') this.stage = 'create'
    else if (word === 'begin') this.stage = 'begin'
    else if (topLevelBlocks.has(word)) this.enterBody(word, token.start)
    else this.stage = 'other'
  }

  /** The body begins at the first word that is no characteristic of the routine; only a compound one has to be followed. */
  private findRoutineBody(word: string, token: Token): void {
    if (word === ':' || bodyOpeners.has(word)) this.enterBody(word, token.start)
    else if (simpleStatements.has(word) && !(word === 'set' && (this.previous === 'character' || this.previous === 'char')))
      this.stage = 'other'
  }

  private enterBody(word: string, offset: number): void {
    this.stage = 'body'
    this.compound = new CompoundStatement()
    // the colon of a label: the statement comes behind it
    if (word !== ':') this.compound.take(word, { kind: 'word', start: offset, end: offset + word.length })
  }
}

const objectStages: ReadonlyMap<string, Stage> = new Map<string, Stage>([
  ['procedure', 'routine'],
  ['function', 'routine'],
  ['trigger', 'trigger'],
  ['event', 'event'],
])
/** Kinds of object without a body. */
const endsCreateHead: ReadonlySet<string> = new Set('table database schema view index user role sequence server tablespace'.split(' '))
const bodyOpeners: ReadonlySet<string> = new Set('begin if case loop while repeat for'.split(' '))
/** MariaDB runs these outside of routines; nothing else begins with them. */
const topLevelBlocks: ReadonlySet<string> = new Set('if case loop while repeat for'.split(' '))
/** What a body of a single statement begins with. Missing ones do no harm unless an IF or CASE stands in them. */
const simpleStatements: ReadonlySet<string> = new Set(
  'return select insert update delete replace set call with do execute prepare signal resignal values truncate create alter drop'.split(
    ' ',
  ),
)
