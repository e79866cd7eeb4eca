import { relative } from 'node:path'
import { countOf, type HalfDoneStep, type InFlightStatement } from '@mig/core'
import type { styler } from './style.js'

/** What `mig recover` found, and what it would do about it. */
export function recoveryLines(steps: readonly HalfDoneStep[], cwd: string, style: ReturnType<typeof styler>): readonly string[] {
  if (steps.length === 0) return ['no step is half-done']
  return [...steps.flatMap((step) => stepLines(step, cwd, style)), nextCommand(steps)]
}

function stepLines(step: HalfDoneStep, cwd: string, style: ReturnType<typeof styler>): readonly string[] {
  const { by, done, edited, inFlight, total, stillRunning } = step
  const first = Math.max(0, ...done, inFlight?.number ?? 0) + 1
  return [
    `${step.direction} ${style('mark', step.revision)} is half-done${step.file === undefined ? '' : style('dim', `  ${relative(cwd, step.file)}`)}`,
    `  begun:      ${by.at}, ${by.user}@${by.host}, server session ${by.session}`,
    `  done:       ${countOf(done.length, 'statement')}${done.length > 0 ? style('dim', ' (not run again)') : ''}`,
    ...(edited.length > 0 ? [`  ${style('bad', 'edited:')}     ${whichOf(edited)} since: recovery stops there`] : []),
    ...(inFlight ? [`  in flight:  statement ${inFlight.number}${textOf(inFlight)}: ${verdicts[inFlight.decision]}`] : []),
    ...(stillRunning === undefined ? [] : [`  ${style('bad', 'running:')}    the server still runs it: ${firstLine(stillRunning)}`]),
    ...(total === undefined
      ? ['  to run:     the script again; what is done is skipped']
      : [`  to run:     ${first > total ? 'nothing more; the step is recorded' : `statements ${first} to ${total}`}`]),
  ]
}

const verdicts: Readonly<Record<InFlightStatement['decision'], string>> = {
  run: 'it left no trace and runs again',
  done: 'it took effect and does not run again',
  rebuild: 'its index is invalid and is built anew',
  rest: 'some of its objects are gone; the others are dropped',
  unknown: 'the database does not tell what became of it',
  replay: 'decided when the script is replayed',
}

const whichOf = (numbers: readonly number[]): string =>
  numbers.length === 1 ? `statement ${numbers[0]} was edited` : `statements ${numbers.join(', ')} were edited`

function nextCommand(steps: readonly HalfDoneStep[]): string {
  const edited = steps.find((step) => step.edited.length > 0)
  if (edited) return `next: restore the text of what has run, then mig recover; or finish the step by hand and mig stamp ${edited.revision}`
  if (steps.some(({ inFlight }) => inFlight?.decision === 'unknown'))
    return 'next: look at the database, then mig recover --in-flight done, or mig recover --in-flight undone'
  if (steps.some(({ stillRunning }) => stillRunning !== undefined)) return 'next: mig recover waits for it; mig recover --terminate ends it'
  return 'next: mig recover'
}

const textOf = ({ text }: InFlightStatement): string => (text === undefined ? '' : ` (${firstLine(text)})`)
const firstLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0]!
  return line.length > 80 ? `${line.slice(0, 80)}…` : line
}
