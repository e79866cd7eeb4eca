/** Comments that speak to a tool, or for lawyers, are no description. */
const notForReaders = new RegExp(
  [
    /^@[a-z]/, // @ts-check, @license, @jest-environment
    /^!/, // comments that minifiers keep
    /^copyright\b|^spdx-/,
    /^(?:eslint|oxlint|tslint|prettier|biome)[-: ](?:disable|enable|env|ignore)/,
    /^(?:istanbul|c8|v8) ignore\b/,
    /^\/\s*<|^#(?:end)?region\b|^-\*-/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'i',
)

/**
 * The description that a comment of a code file gives: its first line with text in it.
 *
 * @param comment with its `//` or `/*` marks
 * @returns `undefined` for an empty comment and for one that speaks to a tool (`eslint-disable`, `@ts-check`, a licence)
 */
export function commentText(comment: string): string | undefined {
  const body = comment.startsWith('//') ? comment.slice(2) : comment.slice(2, comment.endsWith('*/') ? -2 : undefined)
  for (const line of body.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const text = line.replace(/^\s*\*+/, '').trim()
    if (text === '') continue
    return notForReaders.test(text) ? undefined : text
  }
  return undefined
}
