import type { NumberedFolder } from './read-numbered-folder.js'

/**
 * The text of `versions/LATEST`: the last number and what it does, in one line (`042 add_account_email`); empty before the first
 * version. Two branches that both take a number write it differently, and git's merge conflicts.
 *
 * A version that is SQL for certain databases alone has them behind it (`042 add_account_email (mysql, sqlite)`): with scripts
 * for others, or code for the rest, under the same words it would load as one version.
 */
export function renderLatest({ versions }: Pick<NumberedFolder, 'versions'>): string {
  const files = versions.at(-1)?.files ?? []
  if (files.length === 0) return ''
  const description = files.find((file) => file.description !== '')?.description ?? ''
  const dialects = files.map(({ dialect }) => dialect ?? 'default')
  return `${[
    files[0]!.digits,
    ...(description === '' ? [] : [description.replaceAll(' ', '_')]),
    ...(dialects.includes('default') ? [] : [`(${[...new Set(dialects)].sort().join(', ')})`]),
  ].join(' ')}\n`
}
