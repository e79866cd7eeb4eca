/**
 * A piece of SQL text.
 *
 * `code-comment`: `/*! … *\/` and `/*+ … *\/`, which the server reads. `word`: an unquoted name or keyword.
 * `delimiter`: what ends a statement. `client`: a line for the client program (`DELIMITER`).
 */
export interface Token {
  readonly kind: 'space' | 'comment' | 'code-comment' | 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'delimiter' | 'client'
  readonly start: number
  readonly end: number
}
