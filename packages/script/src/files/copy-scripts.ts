import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { createFile } from './create-file.js'

/** A file of a revision. */
export interface ScriptText {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/**
 * Copies the files of a revision. One file goes to `destination`, or into it when that is a folder; several go into a folder, which is made
 * where it is absent. Nothing is overwritten: when one of the names is taken, none is written.
 *
 * @returns the files that were written
 * @throws {MigError} `MIG_FILE_EXISTS`, `MIG_FILE_UNREADABLE`
 */
export function copyScripts(scripts: readonly ScriptText[], destination: string): readonly string[] {
  const target = resolve(destination)
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false
  const copies = scripts.map(({ path, text }) => ({
    path: scripts.length > 1 || isFolder ? join(target, basename(path)) : target,
    text,
  }))
  const taken = scripts.length > 1 && existsSync(target) && !isFolder ? target : copies.find(({ path }) => existsSync(path))?.path
  if (taken !== undefined) {
    throw new MigError('MIG_FILE_EXISTS', `'${taken}' already exists`, {
      details: { path: taken },
      hint: 'Choose another place, or move it away; nothing was written.',
    })
  }
  if (copies.length > 1) mkdirSync(target, { recursive: true })
  for (const { path, text } of copies) createFile(path, text)
  return copies.map(({ path }) => path)
}
