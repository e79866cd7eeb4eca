import type { NumberedFolder } from './read-numbered-folder.js'

/**
 * The text of `versions/LATEST`: the last number and what it does, in one line (`042 add_account_email`); empty before the first
 * version. Two branches that both take a number write it differently, and git's merge conflicts.
 */
export function renderLatest({ versions }: Pick<NumberedFolder, 'versions'>): string {
  const files = versions.at(-1)?.files ?? []
  if (files.length === 0) return ''
  const description = files.find((file) => file.description !== '')?.description ?? ''
  return `${`${files[0]!.digits} ${description.replaceAll(' ', '_')}`.trimEnd()}\n`
}
