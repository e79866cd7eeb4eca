import type { ErrorCode } from '@mig/core'
import type { Case } from './graph-data.js'

/** What can be wrong with a target; where two things are, either may be told. */
const targetCodes: readonly ErrorCode[] = [
  'MIG_TARGET_UNKNOWN',
  'MIG_TARGET_AMBIGUOUS',
  'MIG_TARGET_INVALID',
  'MIG_TARGET_RANGE',
  'MIG_BRANCH_UNKNOWN',
  'MIG_BRANCH_MISMATCH',
  'MIG_HEADS_SEVERAL',
]

/** Alembic's reasons and ours: where it has one sentence for several mistakes, its inner message tells them apart. */
const table: readonly (readonly [kind: string, message: RegExp, codes: readonly ErrorCode[]])[] = [
  // a history that begins at the base, in the words it has for it
  ['MultipleHeads', /argument 'heads@heads'/, ['MIG_TARGET_RANGE', 'MIG_HEADS_SEVERAL']],
  ['MultipleHeads', /^/, ['MIG_HEADS_SEVERAL']],
  ['ResolutionError', /^Multiple revisions start with/, ['MIG_TARGET_AMBIGUOUS']],
  ['ResolutionError', /is not a member of branch/, ['MIG_BRANCH_MISMATCH']],
  ['ResolutionError', /^No such branch: 'heads'/, ['MIG_TARGET_RANGE']],
  ['ResolutionError', /^No such branch/, ['MIG_BRANCH_UNKNOWN', 'MIG_TARGET_AMBIGUOUS']],
  // a relative target where it takes none, and a symbol that needs a database
  ['ResolutionError', /^No such revision or branch '[^']*[+-]\d+'/, targetCodes],
  [
    'ResolutionError',
    /at least four characters/,
    ['MIG_TARGET_UNKNOWN', 'MIG_BRANCH_UNKNOWN', 'MIG_BRANCH_MISMATCH', 'MIG_TARGET_AMBIGUOUS'],
  ],
  ['ResolutionError', /^No such revision or branch 'current'/, ['MIG_TARGET_RANGE', 'MIG_TARGET_INVALID']],
  ['ResolutionError', /^No such revision or branch/, ['MIG_TARGET_UNKNOWN', 'MIG_BRANCH_UNKNOWN', 'MIG_BRANCH_MISMATCH']],
  ['RangeNotAncestorError', /^/, ['MIG_TARGET_DIRECTION', 'MIG_TARGET_RANGE']],
  ['RevisionError', /^Ambiguous walk/, ['MIG_TARGET_RANGE', 'MIG_HEADS_SEVERAL']],
  ['RevisionError', /overlaps with other requested/, ['MIG_TARGET_RANGE']],
  ['RevisionError', /^Ambiguous upgrade from multiple/, ['MIG_HEADS_SEVERAL']],
  ['RevisionError', /^Relative revision .* didn't produce/, ['MIG_TARGET_RANGE', 'MIG_TARGET_DIRECTION']],
  ['RevisionError', /^Walked too far/, ['MIG_TARGET_RANGE', 'MIG_HEADS_SEVERAL']],
  ['RevisionError', /^Not a valid downgrade target/, ['MIG_BRANCH_MISMATCH', 'MIG_TARGET_DIRECTION']],
  ['RevisionError', /^Branch name .* already used/, ['MIG_LABEL_DUPLICATE']],
  ['RevisionError', /^Character\(s\) .* not allowed/, ['MIG_REVISION_ID']],
  ['CommandError', /is not a head revision/, ['MIG_HEAD_REQUIRED', 'MIG_MERGE_POINTLESS']],
  ['CommandError', /^Duplicate head revisions/, ['MIG_MERGE_POINTLESS']],
  ['CycleDetected', /^/, ['MIG_CYCLE']],
  ['LoopDetected', /^/, ['MIG_CYCLE', 'MIG_REVISION_DUPLICATE']],
  ['DependencyCycleDetected', /^/, ['MIG_CYCLE']],
  ['DependencyLoopDetected', /^/, ['MIG_CYCLE']],
]

/** The codes that say what Alembic's reason says; none for a reason that is not in the table. */
export function allowedCodes({ op, current = [], target }: Case, kind: string, message: string): readonly string[] {
  // it does not tell a row from an argument
  if (current.some((row) => message.startsWith(`No such revision or branch '${row}'`))) return ['MIG_ROW_UNKNOWN', 'MIG_TARGET_UNKNOWN']
  const isSeveral = (Array.isArray(target) && target.length > 1) || (typeof target === 'string' && target.includes(':'))
  const isRelative = typeof target === 'string' ? /[+-]\d/.test(target) : (target ?? []).some((one) => /[+-]\d/.test(one))
  if ((isSeveral || isRelative) && kind === 'ResolutionError') return targetCodes
  // a range can be wrong at either end, and in how they lie
  if (op === 'history' && ['RevisionError', 'RangeNotAncestorError', 'MultipleHeads'].includes(kind)) return targetCodes
  return table.find(([name, pattern]) => name === kind && pattern.test(message))?.[2] ?? []
}
