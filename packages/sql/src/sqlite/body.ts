import type { Body } from '../grammar.js'
import type { Token } from '../token.js'

/**
 * Follows a statement as `sqlite3_complete()` does: a trigger ends where `END` and `;` follow a `;`, so that the `END` of a
 * `CASE` does not end it.
 */
export function followBody(text: string): Body {
  return new SqliteBody(text)
}

type Stage = 'start' | 'explain' | 'create' | 'other' | 'body' | 'body-semicolon' | 'body-end'

class SqliteBody implements Body {
  private readonly text: string
  private stage: Stage = 'start'
  private openedAt = 0

  constructor(text: string) {
    this.text = text
  }

  take(token: Token): void {
    if (this.stage === 'other') return
    const word = token.kind === 'word' ? this.text.slice(token.start, token.end).toLowerCase() : ''
    if (this.stage === 'start') this.openedAt = token.start
    this.stage = nextStage(this.stage, word, token.kind === 'delimiter')
  }

  keepsDelimiter(): boolean {
    return this.stage === 'body' || this.stage === 'body-semicolon'
  }

  unclosed(): { what: string; offset: number } | undefined {
    return this.keepsDelimiter() ? { what: 'the BEGIN … END body of the trigger', offset: this.openedAt } : undefined
  }
}

function nextStage(stage: Stage, word: string, isDelimiter: boolean): Stage {
  switch (stage) {
    case 'start':
    case 'explain':
      if (word === 'explain' && stage === 'start') return 'explain'
      if (stage === 'explain' && (word === 'query' || word === 'plan')) return 'explain'
      return word === 'create' ? 'create' : 'other'
    case 'create':
      if (word === 'temp' || word === 'temporary') return 'create'
      return word === 'trigger' ? 'body' : 'other'
    case 'body':
      return isDelimiter ? 'body-semicolon' : 'body'
    case 'body-semicolon':
      if (isDelimiter) return 'body-semicolon'
      return word === 'end' ? 'body-end' : 'body'
    case 'body-end':
      return isDelimiter ? 'body-semicolon' : 'body'
    case 'other':
      return 'other'
  }
}
