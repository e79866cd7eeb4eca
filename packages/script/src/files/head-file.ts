import { existsSync } from 'node:fs'
import type { HeadFile } from '@mig/core'
import { replaceFile } from './create-file.js'
import { readText } from './read-text.js'

/**
 * A head file beside what it should hold; `undefined` where there is none. Two branches that each add a paragraph can be merged
 * in either order: the order of paragraphs makes no difference.
 *
 * @param expect what the migration files say
 * @throws {MigError} `MIG_FILE_UNREADABLE`
 */
export async function readHeadFile(path: string, expect: () => Promise<string>): Promise<HeadFile | undefined> {
  if (!existsSync(path)) return undefined
  // git may check a text out with the line ends of Windows
  const [expected, found] = [await expect(), readText(path).replaceAll('\r\n', '\n')]
  return { path, expected: paragraphs(expected) === paragraphs(found) ? found : expected, found }
}

const paragraphs = (text: string): string => text.split('\n\n').sort().join('\n\n')

/**
 * Writes a head file. Two processes that add at the same time both write it: each looks once more after its own writing, so
 * that whoever is last has seen what the other added.
 *
 * @param expect reads the migration files anew
 * @throws {MigError} `MIG_FILE_UNREADABLE`
 */
export async function writeHeadFile(path: string, expect: () => Promise<string>): Promise<void> {
  let [written, expected] = [undefined as string | undefined, await expect()]
  while (written !== expected) {
    replaceFile(path, expected)
    ;[written, expected] = [expected, await expect()]
  }
}
