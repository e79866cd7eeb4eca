import { extname } from 'node:path'
import type { NumberedFolder } from './read-numbered-folder.js'

/**
 * The text of `versions/LATEST`: the last number and what it does, in one line (`042 add_account_email`); empty before the first
 * version. Two branches that both take a number write it differently, and git's merge conflicts.
 *
 * Behind it stands what else tells two versions of the same words apart: the databases of one that is SQL for certain ones
 * alone (`042 add_account_email (mysql, sqlite)`), else the ending of its file when it is not TypeScript
 * (`042 add_account_email (sql)`). Without it branches that wrote the same words in two languages would merge silently.
 */
export function renderLatest({ versions }: Pick<NumberedFolder, 'versions'>): string {
  const files = versions.at(-1)?.files ?? []
  if (files.length === 0) return ''
  const description = files.find((file) => file.description !== '')?.description ?? ''
  const forAll = files.filter(({ dialect }) => (dialect ?? 'default') === 'default')
  const told =
    forAll.length === 0
      ? files.map(({ dialect }) => dialect ?? 'default')
      : forAll.map(({ name }) => extname(name).slice(1)).filter((ending) => ending !== 'ts')
  return `${[
    files[0]!.digits,
    ...(description === '' ? [] : [description.replaceAll(' ', '_')]),
    ...(told.length === 0 ? [] : [`(${[...new Set(told)].sort().join(', ')})`]),
  ].join(' ')}\n`
}
