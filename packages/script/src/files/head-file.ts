import { existsSync, rmSync } from 'node:fs'
import type { HeadFile } from '@mig/core'
import { replaceFile } from './create-file.js'
import { readText } from './read-text.js'

/** What a head file must hold. */
export interface HeadText {
  /** Absolute. */
  readonly path: string
  /** `undefined`: the file must not be there. */
  readonly text: string | undefined
  /** Nothing is wrong where the file is missing, and it is not made. */
  readonly ifThere?: boolean
}

/**
 * Head files beside what they should hold.
 *
 * @param expected what the migration files say
 * @throws {MigError} `MIG_FILE_UNREADABLE`
 */
export function readHeadFiles(expected: readonly HeadText[]): readonly HeadFile[] {
  return expected.flatMap(({ path, text, ifThere }) => {
    // git may check a text out with the line ends of Windows
    const found = existsSync(path) ? readText(path).replaceAll('\r\n', '\n') : undefined
    return found === undefined && ifThere === true ? [] : [{ path, expected: text, found }]
  })
}

/**
 * Writes head files. Two processes that add at the same time both write them: each looks once more after its own writing, so
 * that whoever is last has seen what the other added. Where one cannot be written, the others are put back.
 *
 * @param expect reads the migration files anew
 * @throws {MigError} `MIG_FILE_UNREADABLE`
 */
export async function writeHeadFiles(expect: () => Promise<readonly HeadText[]>): Promise<void> {
  for (;;) {
    const outdated = readHeadFiles(await expect()).filter(({ expected, found }) => expected !== found)
    if (outdated.length === 0) return
    const written: HeadFile[] = []
    try {
      for (const file of outdated) {
        put(file.path, file.expected)
        written.push(file)
      }
    } catch (error) {
      for (const { path, found } of written) put(path, found)
      throw error
    }
  }
}

function put(path: string, text: string | undefined): void {
  if (text === undefined) rmSync(path, { force: true })
  else replaceFile(path, text)
}
