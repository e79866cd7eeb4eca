import { basename } from 'node:path'
import type { Dialect, Direction } from '@mig/core'
import { isIgnoredName } from '@mig/script'
import { databaseOf } from './locate.js'
import type { ListedFile } from './list-files.js'

/** A file whose path the preset's pattern takes. */
export interface Candidate extends ListedFile {
  readonly number: string
  /** What stands behind the number. */
  readonly name: string
  /** Number and name as they are written: what the tool calls the version. */
  readonly stem: string
  readonly direction: Direction | undefined
  readonly dialect: Dialect | 'foreign' | undefined
  readonly alone: boolean
}

/** What a path says, as the preset's pattern reads it (with indices: flag `d`). */
export function toCandidate(
  path: string,
  place: string,
  match: RegExpExecArray,
  folderDialect: Dialect | 'foreign' | undefined,
): Candidate {
  const groups = match.groups ?? {}
  const end = match.indices?.groups?.['name']?.[1] ?? match.indices?.groups?.['number']?.[1] ?? match[0].length
  const word = groups['dialect']
  const dialect = folderDialect ?? (word === undefined ? undefined : (databaseOf(word) ?? 'foreign'))
  return {
    path,
    place,
    number: groups['number'] ?? '',
    name: groups['name'] ?? '',
    stem: match[0].slice(0, end),
    direction: directionOf(groups['direction']),
    dialect,
    alone: groups['alone'] !== undefined,
  }
}

function directionOf(word: string | undefined): Direction | undefined {
  if (word === undefined) return undefined
  return /^(?:down|u|undo|rollback|revert|downgrade)$/i.test(word) ? 'downgrade' : 'upgrade'
}

/** Words for people: separators and what copies and endings left go; the file keeps its name in the record. */
export function describeName(name: string): string {
  return name
    .replace(/(?:\.(?:up|down|sql|db))+$/i, '')
    .replace(/[-_.\s]+/g, ' ')
    .trim()
}

/** Blanks (as in the name of a copy), endings that come twice. */
export const oddName = /\s|\.sql\.|\.(?:up|down)\.[^.]+\.|\d_(?:up|down)\.sql$/i

/** A name that a migration may have, of whatever tool. */
export function looksLikeMigration(path: string): boolean {
  const name = basename(path)
  if (isIgnoredName(name) || path.split('/').length > 2) return false
  return (
    /\d/.test(name) &&
    /\.(?:sql|[cm]?[jt]s|py|go|php|rb|java|kt|sh)(?:\.[^.]+)?$/i.test(name) &&
    !/\.d\.[cm]?ts$|\.(?:test|spec)\./i.test(name)
  )
}

/** SQL by its ending, also with the name of a database behind it (`a.sql.sqlite`). */
export const isSql = (path: string): boolean => /\.sql(?:\.\w+)?$/i.test(path)
