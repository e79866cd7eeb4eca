import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { Dialect } from '../ports/dialect.js'
import type { FinishedStep } from '../ports/journal.js'
import type { Repository } from '../ports/repository.js'
import type { Script } from '../ports/script.js'
import { recordedChecksums, type RecordedChecksums } from './recorded-checksums.js'

/** A script that says something else than when it ran. */
export interface EditedScript {
  readonly revision: RevisionId
  /** Absolute. */
  readonly files: readonly string[]
}

/**
 * The applied scripts that were edited since they ran. Only texts that differ are parsed: an edit of layout alone is no edit.
 *
 * @param applied the applied revisions; those whose script the journal never saw run here are passed over
 */
export async function findEdited(
  steps: readonly FinishedStep[],
  applied: ReadonlySet<RevisionId>,
  repository: Pick<Repository, 'script'>,
  dialect: Dialect,
): Promise<readonly EditedScript[]> {
  const edited: EditedScript[] = []
  for (const [revision, records] of recordedChecksums(steps)) {
    if (!applied.has(revision)) continue
    const script = await repository.script(revision)
    if (await isEdited(records, script, dialect)) edited.push({ revision, files: script.files })
  }
  return edited
}

async function isEdited(records: readonly RecordedChecksums[], script: Script, dialect: Dialect): Promise<boolean> {
  if (records.some(({ checksum }) => checksum === script.checksum)) return false
  const layoutChecksum = await script.layoutBlindChecksum(dialect)
  return !records.some((record) => record.layoutChecksum === layoutChecksum)
}

/** Says that an applied script was edited, with the two ways on. */
export function editedError({ revision, files }: EditedScript): MigError {
  return new MigError('MIG_SCRIPT_EDITED', `'${revision}' is applied, and its script was edited since: ${files.join(', ')}`, {
    details: { revision, files },
    hint: `Restore the text and put the change into a new script; or, when the database already has what it says: mig accept-edit ${revision} --reason "…"`,
  })
}

/** {@link editedError} for all of them at once. */
export function editedErrors(edited: readonly EditedScript[]): MigError {
  if (edited.length === 1) return editedError(edited[0]!)
  const revisions = edited.map(({ revision }) => revision)
  return new MigError(
    'MIG_SCRIPT_EDITED',
    `${edited.length} applied scripts were edited since they ran: ${edited.map(({ revision, files }) => `'${revision}' (${files.join(', ')})`).join(', ')}`,
    {
      details: { revisions, files: edited.flatMap(({ files }) => files) },
      hint: `Restore the texts and put the changes into new scripts; or, when the database already has what they say: mig accept-edit ${revisions.join(' ')} --reason "…"`,
    },
  )
}
