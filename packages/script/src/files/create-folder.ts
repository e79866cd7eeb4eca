import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { createFile } from './create-file.js'

/**
 * Makes a folder with files in it. It may exist when it is empty. Where one of the files cannot be written, none stays.
 *
 * @param files paths within the folder, and their texts
 * @throws {MigError} `MIG_REPOSITORY_EXISTS` when something is there, `MIG_FILE_UNREADABLE` when it cannot be written
 */
export function createFolder(location: string, files: Readonly<Record<string, string>>): void {
  const folder = resolve(location)
  refuseOccupied(folder)
  const made: string[] = []
  try {
    for (const [name, text] of Object.entries(files)) {
      makeFolder(dirname(join(folder, name)), made)
      createFile(join(folder, name), text)
      made.push(join(folder, name))
    }
  } catch (error) {
    for (const path of made.reverse()) takeBack(path)
    throw error
  }
}

/** @throws {MigError} `MIG_REPOSITORY_EXISTS` unless the folder is absent or empty */
function refuseOccupied(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  const fact = found && !found.isDirectory() ? 'is a file' : found && readdirSync(folder).length > 0 ? 'is not empty' : undefined
  if (fact === undefined) return
  throw new MigError('MIG_REPOSITORY_EXISTS', `'${folder}' ${fact}`, {
    details: { folder },
    hint: 'Choose an empty or new folder; nothing was overwritten.',
  })
}

/** Makes a folder and those above it, and notes which ones it made, from above. */
function makeFolder(path: string, made: string[]): void {
  try {
    const first = mkdirSync(path, { recursive: true })
    if (first === undefined) return
    const chain = [path]
    while (chain[0] !== first) chain.unshift(dirname(chain[0]!))
    made.push(...chain)
  } catch (cause) {
    throw new MigError('MIG_FILE_UNREADABLE', `'${path}' cannot be created`, {
      details: { path },
      hint: 'Check the path and its permissions.',
      cause,
    })
  }
}

/** A folder only when nothing else came into it meanwhile. */
function takeBack(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return rmSync(path, { force: true })
  try {
    rmdirSync(path)
  } catch {
    // somebody else's file is in it
  }
}
