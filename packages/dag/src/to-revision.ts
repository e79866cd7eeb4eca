import type { Revision } from '@mig/core'
import type { ScriptHeader } from '@mig/script'
import { checkName } from './revision-id.js'

/**
 * The revision that a file's header declares.
 *
 * @throws {MigError} `MIG_REVISION_ID` when its id or a label cannot be one
 */
export function toRevision(header: ScriptHeader, file: string): Revision {
  const { revision, downRevisions, dependsOn, branchLabels, description, replaces, equivalentTo, createdAt } = header
  checkName('revision id', revision, file)
  for (const label of branchLabels) checkName('branch label', label, file)
  return {
    id: revision,
    downRevisions,
    dependsOn,
    labels: branchLabels,
    description,
    file,
    ...(replaces ? { replaces } : {}),
    ...(equivalentTo ? { equivalentTo } : {}),
    ...(createdAt === undefined ? {} : { createdAt }),
  }
}
