/**
 * What a token is to the splitter and the classifier.
 *
 * `comment` has no effect on the server; `hint` is a comment that has (`/*+ … *\/`). `version-open` and `version-close` are the
 * marks around code in MySQL's version comments. `name` is quoted, `word` is not. `delimiter` ends a statement unless
 * its body keeps it; `semicolon` is a `;` while another delimiter is in force. `client` opens a command of a client program.
 */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'hint'
  | 'version-open'
  | 'version-close'
  | 'word'
  | 'name'
  | 'string'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'delimiter'
  | 'semicolon'
  | 'client'

/** A piece of the text, `start` inclusive and `end` exclusive, in UTF-16 units. The tokens of a text cover it without gaps. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
}

/** Whether a token is something the server executes, not layout around it. */
export function isSignificant(kind: TokenKind): boolean {
  return kind !== 'space' && kind !== 'comment' && kind !== 'hint' && kind !== 'version-open' && kind !== 'version-close'
}
