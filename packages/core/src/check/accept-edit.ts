import { MigError } from '../errors/mig-error.js'
import { JournalWriter } from '../execute/journal-writer.js'
import type { RevisionId } from '../graph/revision.js'
import type { Database } from '../ports/database.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { findEdited } from './edited-scripts.js'
import { recordedChecksums } from './recorded-checksums.js'

/** What became of the revisions whose edit was to be accepted. */
export interface AcceptedEdits {
  readonly accepted: readonly RevisionId[]
  /** Their scripts say what they said when they ran. */
  readonly unchanged: readonly RevisionId[]
}

/**
 * Records in the journal that the scripts of applied revisions were edited on purpose: from now on these texts are the known ones.
 *
 * @param targets revisions, labels, numbers; the session holds the migration lock
 * @param reason why the database already has what the texts say; kept in the journal
 * @throws {MigError} `MIG_EDIT_UNKNOWN` when a revision is not applied, or the journal never saw its script run
 */
export async function acceptEdits(
  targets: readonly string[],
  reason: string,
  { repository, database, session }: { readonly repository: Repository; readonly database: Database; readonly session: Session },
): Promise<AcceptedEdits> {
  const [graph, rows, steps] = [await repository.graph(), await repository.ledger().read(session), await database.journal.finished(session)]
  const revisions = [...new Set((await Promise.all(targets.map((target) => repository.find(target, rows)))).flat())]
  const applied = graph.ancestors(repository.position ? await repository.position(rows) : rows)
  const records = recordedChecksums(steps)
  const unfinished = await database.journal.unfinished(session)
  for (const revision of revisions) {
    if (unfinished.includes(revision))
      throw unknownEdit(revision, 'was left half-done by an earlier run', 'Finish that step first: run the same command again.')
    if (!applied.has(revision)) throw unknownEdit(revision, 'is not applied', 'A script that has not run can be edited freely.')
    if (!records.has(revision))
      throw unknownEdit(
        revision,
        'was stamped or taken over: its script never ran here',
        'Nothing is compared with it; there is nothing to accept.',
      )
  }
  const edited = (await findEdited(steps, new Set(revisions), repository, database.dialect)).map(({ revision }) => revision)
  const writer = new JournalWriter(database.journal, session)
  for (const revision of edited) {
    const script = await repository.script(revision)
    await writer.append(
      writer.entry({
        revision,
        direction: 'accept',
        state: 'done',
        checksum: script.checksum,
        layoutChecksum: await script.layoutBlindChecksum(database.dialect),
        detail: reason,
      }),
    )
  }
  return { accepted: edited, unchanged: revisions.filter((revision) => !edited.includes(revision)) }
}

function unknownEdit(revision: RevisionId, fact: string, hint: string): MigError {
  return new MigError('MIG_EDIT_UNKNOWN', `'${revision}' ${fact}`, { details: { revision }, hint })
}
