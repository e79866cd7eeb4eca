/**
 * A string as TypeScript and JavaScript source, in single quotes. It is the same string again when it is read, whatever is in it.
 *
 * @example
 * quoteString("it's") // "'it\\'s'"
 */
export function quoteString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")
  // both end a line in older readers of JavaScript
  return `'${inner.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}'`
}

/** A text as one line that can stand in a comment of TypeScript, JavaScript or SQL without ending it. */
export function commentLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\*\//g, '* /')
    .trim()
}
