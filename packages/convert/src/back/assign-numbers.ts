import { MigError, type Revision } from '@mig/core'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'

/** A number to be written. */
export interface AssignedNumber {
  readonly number: number
  /** `undefined`: a number that was reserved and became no revision; it is written as a placeholder. */
  readonly revision: Revision | undefined
  /** What the number was, where it was one before, and not the last of a baseline. */
  readonly before: LegacyVersion | undefined
}

/**
 * Gives each revision of a chain its number: the one that it had before its conversion, or the next one.
 *
 * @param record of the conversion; `undefined` where there was none, or of a tool that has no plain numbers
 * @throws {MigError} `MIG_CONVERT_BACK` for a revision that stands between two numbers without a free one
 */
export function assignNumbers(chain: readonly Revision[], record: LegacyRecord | undefined): readonly AssignedNumber[] {
  const known = (record?.versions ?? []).filter(({ belowBaseline }) => !belowBaseline)
  const numberOf = new Map(known.filter(({ dropped }) => !dropped).map((entry) => [entry.revision, entry]))
  const assigned: AssignedNumber[] = []
  let rest = known
  let last = 0
  for (const revision of chain) {
    const before = numberOf.get(revision.id)
    if (before) {
      // placeholders that were dropped keep their numbers free
      const at = rest.indexOf(before)
      for (const reserved of rest.slice(0, at).filter(({ dropped }) => dropped))
        assigned.push({ number: Number(reserved.version), revision: undefined, before: reserved })
      rest = rest.slice(at + 1)
      assigned.push({ number: Number(before.version), revision, before: isBaseline(record!, before) ? undefined : before })
    } else assigned.push({ number: last + 1, revision, before: undefined })
    last = assigned.at(-1)!.number
  }
  for (const reserved of rest.filter(({ dropped }) => dropped))
    assigned.push({ number: Number(reserved.version), revision: undefined, before: reserved })
  return refuseDisorder(assigned)
}

/** Its file is none of the number's own. */
const isBaseline = ({ mode }: LegacyRecord, { version }: LegacyVersion): boolean => mode.kind === 'baseline' && mode.version === version

function refuseDisorder(assigned: readonly AssignedNumber[]): readonly AssignedNumber[] {
  const at = assigned.findIndex(({ number }, index) => index > 0 && number <= assigned[index - 1]!.number)
  if (at < 0) return assigned
  const [lower, upper] = [assigned[at - 1]!, assigned[at]!]
  const [first, second] = [lower, upper].map(({ revision, before }) => `'${revision?.id ?? before?.version}'`)
  throw new MigError(
    'MIG_CONVERT_BACK',
    `${first} comes before ${second}, and no number is left between ${lower.number} and ${upper.number}`,
    {
      details: { file: (lower.before ? upper : lower).revision?.file, lower: lower.number, upper: upper.number },
      hint: 'Databases have the old numbers: a revision that was put between them has none. Nothing was written.',
    },
  )
}
