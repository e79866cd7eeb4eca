import { dialects, MigError, type Dialect } from '@mig/core'
import { SqlTextError, splitStatements, type SplitStatement } from '@mig/sql'
import type { SourceSection } from './number-line.js'

/** Read once: every stage asks. */
const known = new WeakMap<SourceSection, ReadonlyMap<Dialect, readonly SplitStatement[]>>()

/**
 * The statements of a section, as each dialect that it is for reads them.
 *
 * A section for every dialect may be written in the words of one: a dialect that cannot read it is left out, and fails
 * where it would run it, as it did in the source.
 *
 * @throws {MigError} `MIG_SQL_UNTERMINATED`, `MIG_SQL_UNSUPPORTED` when no dialect can read it
 */
export function statementsOf(section: SourceSection): ReadonlyMap<Dialect, readonly SplitStatement[]> {
  const before = known.get(section)
  if (before) return before
  const read = new Map<Dialect, readonly SplitStatement[]>()
  let failure: SqlTextError | undefined
  for (const dialect of dialectsOf(section)) {
    try {
      read.set(dialect, splitStatements(section.text, dialect))
    } catch (error) {
      if (!(error instanceof SqlTextError)) throw error
      failure ??= error
    }
  }
  if (read.size === 0 && failure) throw unreadable(section, failure)
  known.set(section, read)
  return read
}

/** The dialects that a section is for. */
export function dialectsOf(section: SourceSection): readonly Dialect[] {
  return section.dialect === undefined ? dialects : [section.dialect]
}

function unreadable({ file, line: first }: SourceSection, error: SqlTextError): MigError {
  const line = first + error.line - 1
  const unterminated = error.kind === 'unterminated'
  return new MigError(
    unterminated ? 'MIG_SQL_UNTERMINATED' : 'MIG_SQL_UNSUPPORTED',
    `${file}:${line}:${error.column}: ${error.what} ${unterminated ? 'is never closed' : 'is understood by a client program, not by the server'}`,
    {
      details: { file, line, column: error.column, what: error.what },
      hint: unterminated ? 'Close it; it begins at the named place.' : 'Rewrite the named line as SQL.',
      cause: error,
    },
  )
}
