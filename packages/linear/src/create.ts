import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isMigError, MigError, type Dialect } from '@mig/core'
import { createFile, dialectWord, renderLinearScript } from '@mig/script'
import type { LinearSettings } from './linear-settings.js'

/** What a new version is. */
export interface CreateVersionOptions {
  readonly description: string
  /** Default `ts`. SQL makes a pair of files, one per direction. */
  readonly language?: 'ts' | 'js' | 'sql'
  /** SQL: the dialect of the pair; `default`, for every dialect, unless named. */
  readonly dialect?: Dialect
  /** The time a timestamp number is made of. Default now. */
  readonly now?: Date
}

/** A version that was written. */
export interface CreatedVersion {
  readonly version: string
  /** Absolute paths. */
  readonly files: readonly string[]
}

/** Another process may take a number between our look and our write; then the next one is tried. */
const attempts = 20

/**
 * Writes a new, empty version under the next number, never one that exists.
 *
 * @throws {MigError} `MIG_FILE_EXISTS`, `MIG_FILE_UNREADABLE`, `MIG_REPOSITORY_MISSING`
 */
export function createVersion(location: string, settings: LinearSettings, options: CreateVersionOptions): CreatedVersion {
  const folder = join(location, 'versions')
  const name = fileWords(options.description)
  for (let attempt = 1; ; attempt++) {
    const digits = nextNumber(folder, settings.numbering, options.now ?? new Date())
    const stem = join(folder, name === '' ? digits : `${digits}_${name}`)
    const marker = join(folder, `.${digits}.taken`)
    try {
      // Two descriptions make two names: the number itself has to be taken first.
      createFile(marker, '')
    } catch (error) {
      if (!isMigError(error, 'MIG_FILE_EXISTS') || attempt === attempts) throw error
      continue
    }
    try {
      if (numbersIn(folder).has(Number(digits))) continue
      return { version: digits.replace(/^0+(?=\d)/, ''), files: writeFiles(stem, options) }
    } finally {
      rmSync(marker, { force: true })
    }
  }
}

function writeFiles(stem: string, { description, language = 'ts', dialect }: CreateVersionOptions): readonly string[] {
  if (language !== 'sql') {
    const file = `${stem}.${language}`
    createFile(file, renderLinearScript({ language, description }))
    return [file]
  }
  const written: string[] = []
  try {
    for (const direction of ['upgrade', 'downgrade'] as const) {
      const file = `${stem}_${dialect === undefined ? 'default' : dialectWord(dialect)}_${direction}.sql`
      createFile(file, renderLinearScript({ language, description, direction }))
      written.push(file)
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true })
    throw error
  }
  return written
}

function nextNumber(folder: string, numbering: LinearSettings['numbering'], now: Date): string {
  const highest = Math.max(0, ...numbersIn(folder))
  if (numbering === 'sequential') return String(highest + 1).padStart(3, '0')
  const stamp = Number(now.toISOString().replaceAll(/[-T:]/g, '').slice(0, 14))
  return String(Math.max(stamp, highest + 1))
}

/** Every number that a name in the folder claims, also one that is being taken. */
function numbersIn(folder: string): ReadonlySet<number> {
  try {
    return new Set(readdirSync(folder).flatMap((name) => (/^\d{3,}/.test(name) ? [Number(/^\d+/.exec(name)![0])] : [])))
  } catch (cause) {
    throw new MigError('MIG_REPOSITORY_MISSING', `there is no folder '${folder}'`, {
      details: { folder },
      cause,
      hint: 'Restore it, or correct --repository.',
    })
  }
}

/** SQLAlchemy Migrate's rule: blanks, quotes and dots become underscores, runs collapse; what no file name can hold goes as well. */
function fileWords(description: string): string {
  return description
    .normalize('NFC')
    .replaceAll(/[\s"'./\\:*?<>|\p{Cc}]+/gu, '_')
    .replaceAll(/_+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 100)
}
