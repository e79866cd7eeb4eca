/** Blank, tab, line feed, vertical tab, form feed, carriage return: white space to all three servers. A byte order mark is one at offset 0 only. */
export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** What an unquoted identifier may begin with: ASCII letters, `_`, everything beyond ASCII. */
export function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128
}

/** What an unquoted identifier may go on with: in all three dialects also digits and `$`. */
export function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === 36
}
