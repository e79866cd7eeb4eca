import { countOf } from '@mig/core'
import { describeOperations } from '@mig/schema'
import type { ModelDifference } from './model-difference.js'

/** A difference as data, for `--json`. */
export const differenceData = ({ operations, notes, proposals, models, subject }: ModelDifference) => ({
  equal: operations.length === 0 && notes.length === 0,
  models,
  database: subject,
  differences: describeOperations(operations),
  notes,
  renames: proposals,
})

/** A difference as a list: what would have to be done to the database. */
export function differenceLines(difference: ModelDifference): readonly string[] {
  const { equal, differences, notes } = differenceData(difference)
  if (equal) return [`no difference between the models and ${difference.subject}`]
  return [
    `${countOf(differences.length + notes.length, 'difference')} between the models and ${difference.subject}; to bring the database to them:`,
    ...differences.map((line) => `  ${line}`),
    ...notes.map((line) => `  by hand: ${line}`),
    ...difference.proposals.map((rename) => `  a new name for the same? then nothing is dropped: --rename ${rename}`),
  ]
}
