import { foldAscii } from '../unquote-name.js'

/** Takes the case out of a word: unquoted names are folded like keywords. */
export function foldWord(word: string): string {
  return foldAscii(word)
}
