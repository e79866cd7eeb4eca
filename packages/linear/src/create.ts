import { readdirSync, rmSync, statSync } from 'node:fs'
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
  /** What it does, as lines of the functions for code or statements for SQL; nothing by default. */
  readonly body?: { readonly upgrade: string; readonly downgrade: string }
  /** The time that the file tells, and that a timestamp number is made of. Default now. */
  readonly now?: Date
}

/** A version that was written. */
export interface CreatedVersion {
  readonly version: string
  /** Absolute paths. */
  readonly files: readonly string[]
}

/** Writing a version takes milliseconds: a marker that is older was left by a process that died. */
const staleAfterMs = 10_000
const giveUpAfterMs = 30_000

/**
 * Writes a new, empty version under the next number, never one that exists, also when several processes do it at once.
 *
 * @throws {MigError} `MIG_FILE_EXISTS`, `MIG_FILE_UNREADABLE`, `MIG_REPOSITORY_MISSING`
 */
export async function createVersion(location: string, settings: LinearSettings, options: CreateVersionOptions): Promise<CreatedVersion> {
  const folder = join(location, 'versions')
  const name = fileWords(options.description)
  const now = options.now ?? new Date()
  for (const start = Date.now(); Date.now() - start < giveUpAfterMs;) {
    const created = await takingNumber(folder, () => {
      const digits = nextNumber(folder, settings.numbering, now)
      const files = writeFiles(join(folder, name === '' ? digits : `${digits}_${name}`), { ...options, now })
      // The marker can fail us where a process was asleep for longer than it lasts: whoever sees a second owner gives way.
      if (namesOf(folder, Number(digits)).length === files.length) return { version: digits.replace(/^0+(?=\d)/, ''), files }
      for (const file of files) rmSync(file, { force: true })
      return undefined
    })
    if (created) return created
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20))
  }
  throw new MigError('MIG_FILE_EXISTS', `other processes kept taking the next number in '${folder}'`, {
    details: { folder },
    hint: 'Run the command again; nothing was left behind.',
  })
}

/**
 * Does something that no other process does in this folder at the same time: two descriptions make two names, so that the
 * exclusive creation of the files alone does not make their number unique.
 *
 * @returns `undefined` when another process is at it
 */
async function takingNumber<T>(folder: string, work: () => T): Promise<T | undefined> {
  numbersIn(folder) // says so when there is no folder
  const marker = join(folder, '.next-number')
  try {
    createFile(marker, '')
  } catch (error) {
    if (!isMigError(error, 'MIG_FILE_EXISTS')) throw error
    const since = statSync(marker, { throwIfNoEntry: false })?.mtimeMs
    if (since !== undefined && Date.now() - since > staleAfterMs) rmSync(marker, { force: true })
    return undefined
  }
  try {
    return work()
  } finally {
    rmSync(marker, { force: true })
  }
}

/** Numbers to keep free for later. */
export interface CreatePlaceholdersOptions {
  /** How many. */
  readonly count: number
  /** Default `placeholder`. */
  readonly description?: string
  /** The time that the files tell, and that timestamp numbers are made of. Default now. */
  readonly now?: Date
}

/**
 * Reserves the next numbers with versions that do nothing, in SQL for every dialect: a change that is ported back to a stable
 * branch later takes one of them, and no number means two things.
 *
 * @throws {MigError} as {@link createVersion}; then the ones written before stay, as they are whole
 */
export async function* createPlaceholders(
  location: string,
  settings: LinearSettings,
  { count, description = 'placeholder', now }: CreatePlaceholdersOptions,
): AsyncIterable<CreatedVersion> {
  for (let done = 0; done < count; done++) {
    yield await createVersion(location, settings, { description, language: 'sql', ...(now === undefined ? {} : { now }) })
  }
}

function writeFiles(
  stem: string,
  { description, language = 'ts', dialect, body, now }: CreateVersionOptions & { readonly now: Date },
): readonly string[] {
  const createdAt = now.toISOString()
  if (language !== 'sql') {
    const file = `${stem}.${language}`
    createFile(file, renderLinearScript({ language, description, createdAt, ...body }))
    return [file]
  }
  const written: string[] = []
  try {
    for (const direction of ['upgrade', 'downgrade'] as const) {
      const file = `${stem}_${dialect === undefined ? 'default' : dialectWord(dialect)}_${direction}.sql`
      createFile(file, renderLinearScript({ language, description, createdAt, direction, ...body }))
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

/** The number that a name claims, whatever kind of file it is. */
const numberOf = (name: string): number | undefined => (/^\d{3,}/.test(name) ? Number.parseInt(name, 10) : undefined)

const namesOf = (folder: string, number: number): readonly string[] => readdirSync(folder).filter((name) => numberOf(name) === number)

/** Every number that a name in the folder claims. */
function numbersIn(folder: string): ReadonlySet<number> {
  try {
    return new Set(readdirSync(folder).flatMap((name) => numberOf(name) ?? []))
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
