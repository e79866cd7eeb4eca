import type { ErrorCode } from '../errors/codes.js'
import type { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'

/** Something a check found. */
export interface Finding {
  readonly code: ErrorCode
  readonly message: string
  /** The next step. */
  readonly hint: string | undefined
  /** Absolute. */
  readonly files: readonly string[]
  readonly revisions: readonly RevisionId[]
}

/** A failure as a finding: its details name the files and revisions. */
export function findingOf({ code, message, hint, details }: MigError): Finding {
  return {
    code,
    message,
    hint,
    files: textsIn(details, ['file', 'files']),
    revisions: textsIn(details, ['revision', 'revisions', 'versions', 'rows', 'cycle']),
  }
}

function textsIn(details: Readonly<Record<string, unknown>>, names: readonly string[]): readonly string[] {
  const found = names.flatMap((name) => details[name])
  return [...new Set(found.filter((value): value is string => typeof value === 'string'))]
}
