import { MigError } from '../errors/mig-error.js'
import { nearNames } from '../errors/near-names.js'
import type { Revision, RevisionId } from './revision.js'

/** Two revisions with one id. */
export function duplicateRevision(first: Revision, second: Revision): MigError {
  const files = [first.file, second.file].filter((file) => file !== undefined)
  return new MigError(
    'MIG_REVISION_DUPLICATE',
    `revision '${second.id}' exists twice${files.length > 0 ? `: ${files.join(' and ')}` : ''}`,
    { details: { revision: second.id, files }, hint: 'Give one of them another id, or delete the copy.' },
  )
}

/** A label that another revision declares, or that is a revision's id. */
export function duplicateLabel(label: string, revision: Revision, holder: RevisionId): MigError {
  const isId = holder === label
  return new MigError(
    'MIG_LABEL_DUPLICATE',
    `branch label '${label}' of '${revision.id}' ${isId ? 'is also a revision id' : `is already declared by '${holder}'`}`,
    {
      details: { label, revisions: [holder, revision.id], file: revision.file },
      hint: `Rename the label in ${revision.file ?? `revision '${revision.id}'`}.`,
    },
  )
}

/**
 * A parent or dependency that no file declares.
 *
 * @param names every id and label, to find the one that was meant
 */
export function missingError(
  code: 'MIG_PARENT_MISSING' | 'MIG_DEPENDENCY_MISSING',
  revision: Revision,
  missing: string,
  names: Iterable<string>,
): MigError {
  const near = nearNames(missing, names).filter((name) => name !== revision.id)
  const meant = near.length > 0 ? `Did you mean ${near.map((name) => `'${name}'`).join(' or ')}? Else restore` : 'Restore'
  const relation = code === 'MIG_PARENT_MISSING' ? 'has the down revision' : 'depends on'
  return new MigError(
    code,
    `revision '${revision.id}' ${relation} '${missing}', which does not exist${revision.file ? ` (${revision.file})` : ''}`,
    {
      details: { revision: revision.id, missing, file: revision.file, near },
      hint: `${meant} the file of '${missing}', or correct the header${revision.file ? ` of ${revision.file}` : ''}.`,
    },
  )
}

/** Revisions that need one another in a circle, in the order in which they do. */
export function cycleError(cycle: readonly Revision[]): MigError {
  const down = cycle.every((revision, at) => revision.downRevisions.includes(cycle[(at + 1) % cycle.length]!.id))
  const path = [...cycle, cycle[0]!].map(({ id }) => `'${id}'`).join(' → ')
  const files = cycle.flatMap((revision) => revision.file ?? [])
  return new MigError('MIG_CYCLE', `${path} is a cycle of ${down ? 'down revisions' : 'down revisions and dependencies'}`, {
    details: { cycle: cycle.map(({ id }) => id), files },
    hint: `Correct the header of one of them${files.length > 0 ? `: ${files.join(', ')}` : ''}.`,
  })
}
