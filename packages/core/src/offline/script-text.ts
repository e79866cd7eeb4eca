import { countOf } from '../count-of.js'
import type { Plan, Step } from '../plan/plan.js'
import type { OfflineDialect } from '../ports/offline.js'
import type { Verb } from '../ports/repository.js'
import { engineVersion } from '../version.js'

/** What a script is, how it is run, and where it starts. */
export function scriptHeader(verb: Verb, { from, to, steps }: Plan, dialect: OfflineDialect, tag: string | undefined): readonly string[] {
  const [start, end] = [from.join(', ') || 'base', to.join(', ') || 'base']
  return [
    ...commentLines(
      `${verb} from ${start} to ${end} on ${dialect.capabilities.server}: ${countOf(steps.length, 'step')}, written by mig ${engineVersion}`,
    ),
    ...(tag === undefined ? [] : commentLines(`tag: ${tag}`)),
    ...commentLines(`Run it with: ${dialect.client}`),
  ]
}

/** `upgrade ae10`, `record +ae10 -be20`. */
export function nameOf(step: Step): string {
  if (step.kind !== 'stamp') return `${step.kind} ${step.revision}`
  return ['record', ...step.ledger.add.map((id) => `+${id}`), ...step.ledger.remove.map((id) => `-${id}`)].join(' ')
}

/** A text as comment lines of SQL, whatever is in it: every character that some client takes for the end of a line begins a new one. */
export function commentLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\v\f\0\u0085\u2028\u2029]/).map((line) => `-- ${line}`.trimEnd())
}
