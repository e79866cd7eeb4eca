import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MigError } from '@mig/core'

/**
 * Lends a folder to write in, in the nearest folder above the target that exists, and removes it afterwards.
 *
 * It lies on the target's file system, so that {@link settle} is one rename, and finds the packages that code scripts import.
 *
 * @throws {MigError} `MIG_FILE_UNREADABLE` when nothing can be written there
 */
export async function inWorkshop<T>(target: string, work: (workshop: string) => Promise<T>): Promise<T> {
  let above = dirname(target)
  while (!existsSync(above)) above = dirname(above)
  const workshop = join(above, `.mig-convert-${randomBytes(6).toString('hex')}`)
  makeFolder(workshop)
  try {
    return await work(workshop)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/** Gives the finished folder the target's name, unless somebody was quicker. */
export function settle(workshop: string, target: string): void {
  makeFolder(dirname(target))
  refuseTarget(target)
  try {
    if (existsSync(target)) rmdirSync(target)
    renameSync(workshop, target)
  } catch (cause) {
    refuseTarget(target)
    throw unwritable(target, cause)
  }
}

/** Where a link to a folder leads. */
export function realTarget(target: string): string {
  return existsSync(target) && lstatSync(target).isSymbolicLink() ? realpathSync(target) : target
}

/** @throws {MigError} `MIG_CONVERT_EXISTS` unless the target is absent or an empty folder */
export function refuseTarget(target: string): void {
  const found = existsSync(target) ? statSync(target) : undefined
  if (!found || (found.isDirectory() && readdirSync(target).length === 0)) return
  throw new MigError('MIG_CONVERT_EXISTS', `'${target}' ${found.isDirectory() ? 'is not empty' : 'is a file'}`, {
    details: { target },
    hint: existsSync(join(target, 'legacy.json'))
      ? 'It was converted before: --follow adds what has come since. Or choose another folder with --to; nothing was overwritten.'
      : 'Choose another folder with --to; nothing was overwritten.',
  })
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): MigError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new MigError('MIG_FILE_UNREADABLE', `'${path}' cannot be written (${code})`, {
    details: { path, code },
    hint: 'Check the path and its permissions.',
    cause,
  })
}
