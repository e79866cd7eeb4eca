import { sep } from 'node:path'
import { isMigError, MigError } from '@mig/core'
import type { NumberLine } from '../source/number-line.js'
import { readSource, type SourceOptions } from '../source/read-source.js'
import { inWorkshop } from '../write/workshop.js'
import { checkOut, type Checkout } from './check-out.js'
import { mergeLines, type BranchLine } from './merge-lines.js'

/** Where a source is read: as it lies there, or as it is on branches of its git repository. */
export interface BranchOptions extends SourceOptions {
  /** Branches, tags or commits, the most important first: where nothing else says which of two numbers comes first, it does. */
  readonly fromGit?: readonly string[]
}

/**
 * Reads a source and hands it to `work`. What is read of branches lies in a folder beside the target meanwhile, where code finds the packages
 * that it imports.
 *
 * @throws {MigError} what {@link readSource} and {@link checkOut} throw
 */
export async function withSource<T>(
  source: string,
  target: string,
  options: BranchOptions,
  work: (line: NumberLine) => Promise<T>,
): Promise<T> {
  const { fromGit: refs = [] } = options
  if (refs.length === 0) return work(readSource(source, options))
  return inWorkshop(target, async (workshop) => {
    const checkouts = await checkOut(source, refs, workshop)
    try {
      return await work(mergeLines(checkouts.map((checkout) => readBranch(checkout, options))))
    } catch (error) {
      throw isMigError(error) ? inTermsOfGit(error, checkouts) : error
    }
  })
}

function readBranch({ ref, commit, folder }: Checkout, options: SourceOptions): BranchLine {
  try {
    return { ref, commit, line: readSource(folder, options) }
  } catch (error) {
    if (!isMigError(error) || error.message.includes(folder)) throw error
    throw new MigError(error.code, `on '${ref}': ${error.message}`, {
      details: { ...error.details, ref },
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    })
  }
}

/** The folder is gone when the message is read: it names the branch and the path there, as git does (`main:db/002_a.sql`). */
function inTermsOfGit(error: MigError, checkouts: readonly Checkout[]): MigError {
  const name = (text: string): string =>
    checkouts.reduce((named, { folder, ref, path }) => {
      const inside = named.replaceAll(`${folder}${sep}`, `${ref}:${path === '' ? '' : `${path}/`}`)
      return inside.replaceAll(folder, `${ref}:${path}`)
    }, text)
  const message = name(error.message)
  if (message === error.message && (error.hint === undefined || name(error.hint) === error.hint)) return error
  const details = Object.fromEntries(
    Object.entries(error.details).map(([key, value]) => [key, typeof value === 'string' ? name(value) : value]),
  )
  return new MigError(error.code, message, { details, cause: error, ...(error.hint === undefined ? {} : { hint: name(error.hint) }) })
}
