import { describe, expect, it } from 'vitest'
import { bindLiterals, SqlTextError } from '../src/index.js'

describe('literals in place of marks', () => {
  it('leaves strings, names and comments alone', () => {
    expect(bindLiterals(`SELECT '?', "?", ? -- ?\n, /* ? */ ?`, 'sqlite', ['1', "'a?'"])).toBe(`SELECT '?', "?", 1 -- ?\n, /* ? */ 'a?'`)
    expect(bindLiterals('SELECT `?`, "?", ? # ?\n', 'mysql', ['1'])).toBe('SELECT `?`, "?", 1 # ?\n')
    expect(bindLiterals(`SELECT '$1', $$ $1 $$, $1, j ? 'k', $2`, 'postgres', ["'$2'", '2'])).toBe(
      `SELECT '$1', $$ $1 $$, '$2', j ? 'k', 2`,
    )
  })

  it('takes numbered marks in any order, and twice', () => {
    expect(bindLiterals('SELECT $2, $1, $2', 'postgres', ['a', 'b'])).toBe('SELECT b, a, b')
    expect(bindLiterals('SELECT ?2, ?1, ?', 'sqlite', ['a', 'b'])).toBe('SELECT b, a, b')
  })

  it('does not read a literal again', () => {
    expect(bindLiterals('SELECT ?, ?', 'mysql', ["'?'", "'$&'"])).toBe("SELECT '?', '$&'")
  })

  it('refuses a mark without a value and a value without a mark', () => {
    expect(() => bindLiterals('SELECT ?, ?', 'mysql', ['1'])).toThrow(SqlTextError)
    expect(() => bindLiterals('SELECT $3', 'postgres', ['1'])).toThrow(/the mark '\$3' without a value/)
    expect(() => bindLiterals('SELECT 1', 'sqlite', ['1'])).toThrow(/marks for 0 values and values for 1/)
  })
})
