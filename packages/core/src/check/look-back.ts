import type { RevisionId } from '../graph/revision.js'
import type { Database } from '../ports/database.js'
import type { Repository } from '../ports/repository.js'
import type { Session } from '../ports/session.js'
import { findEdited, type EditedScript } from './edited-scripts.js'
import { findLate } from './late-versions.js'

/** What `status` tells of what is applied: edited scripts and late versions. */
export async function lookBack(
  repository: Repository,
  database: Database,
  session: Session,
  applied: ReadonlySet<RevisionId>,
  position: readonly RevisionId[],
): Promise<{ readonly edited: readonly EditedScript[]; readonly late: readonly RevisionId[] }> {
  const steps = await database.journal.finished(session)
  return {
    edited: await findEdited(steps, applied, repository, database.dialect),
    late: repository.mode === 'linear' ? findLate(await repository.graph(), steps, position[0]) : [],
  }
}
