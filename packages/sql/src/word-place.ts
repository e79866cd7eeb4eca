import type { Token } from './token.js'
import { foldAscii } from './unquote-name.js'

/** Where a word stands: directly in the parentheses of a cast, in a select list, or anywhere else. */
export type WordPlace = 'cast' | 'select-list' | 'elsewhere'

/** Follows the parentheses and select lists of a statement, token by token. */
export class WordPlaceReader {
  private readonly places: WordPlace[] = ['elsewhere']
  private previous = ''
  private beforePrevious = ''

  get place(): WordPlace {
    // the unit of INTERVAL 1 DAY is no alias
    return this.beforePrevious === 'interval' ? 'elsewhere' : this.places.at(-1)!
  }

  take(kind: Token['kind'], text: string): void {
    const word = kind === 'word' ? foldAscii(text) : text
    if (kind === 'operator' || kind === 'word') {
      const last = this.places.length - 1
      if (text === '(') this.places.push(casts.has(this.previous) ? 'cast' : 'elsewhere')
      else if (text === ')') this.places.length = Math.max(1, last)
      else if (word === 'select') this.places[last] = 'select-list'
      else if (endsList.has(word)) this.places[last] = this.places[last] === 'cast' ? 'cast' : 'elsewhere'
    } else if (kind === 'delimiter' || kind === 'semicolon') this.places.splice(0, this.places.length, 'elsewhere')
    this.beforePrevious = this.previous
    this.previous = word
  }
}

const casts: ReadonlySet<string> = new Set(['cast', 'convert'])
const endsList: ReadonlySet<string> = new Set('except from group having intersect into limit order union where window'.split(' '))
