import { countOf, describeBlocker, type MigEvent, type Step } from '@mig/core'
import type { Io } from '../io.js'
import { differenceLines } from './differences.js'
import { duration } from './duration.js'
import { holderText } from './holder.js'
import { styler } from './style.js'

/** The name of a step in the lines that tell of it. */
export type NameStep = (step: Step) => string

/** `upgrade 30aaeaf5a3d7`, or the change of the version table for a step without a script. */
export const nameByRevision: NameStep = (step) =>
  step.kind === 'stamp'
    ? `record ${[...step.ledger.add.map((id) => `+${id}`), ...step.ledger.remove.map((id) => `-${id}`)].join(' ')}`
    : `${step.kind} ${step.revision}`

/** Prints what the executor tells, to stderr: a line per step; on a terminal the step in hand is shown live. */
export class EventPrinter {
  readonly #io: Io
  readonly #nameOf: NameStep
  readonly #verbose: boolean
  readonly #style: ReturnType<typeof styler>
  #live = ''

  /** @param nameOf how a step is called: `upgrade 30aaeaf5a3d7`, or `0 -> 1` of a numbered repository */
  constructor(io: Io, nameOf: NameStep, verbose: boolean) {
    this.#io = io
    this.#nameOf = nameOf
    this.#verbose = verbose
    this.#style = styler(io, 'stderr')
  }

  print(event: MigEvent): void {
    switch (event.type) {
      case 'lock-waiting':
        return this.#line(`waiting for another process that migrates${holderText(event.holder)} …`)
      case 'adopted':
        this.#line(`adopted: ${event.table} was at ${event.version}, recorded as ${event.heads.join(', ') || 'base'} (${event.evidence})`)
        if (event.differences.length > 0) this.#line(`accepted, and kept in the journal:`)
        return differenceLines(event.differences, { left: `at ${event.version}`, right: 'here' }).forEach((line) => this.#line(line))
      case 'recovered':
        return this.#line(`went on with '${event.revision}' after ${countOf(event.statements, 'statement')} that an earlier run had done`)
      case 'blocked':
        return this.#line(`waiting for a lock of ${describeBlocker(event.blocker)} …`)
      case 'lock-retry':
        return this.#line(`no lock in time; rolled back, again in ${duration(event.pauseMs)} (${event.attempt} of ${event.retries})`)
      case 'notice':
        return this.#line(event.message)
      case 'step-started':
        return this.#show(
          `${this.#nameOf(event.step)} ${event.step.kind === 'stamp' ? '' : event.description}`.trimEnd() +
            (event.total > 1 ? this.#style('dim', `  ${event.number}/${event.total}`) : ''),
        )
      case 'statement':
        return this.#verbose ? this.#line(this.#style('dim', `    ${firstLine(event.text)}  ${duration(event.elapsedMs)}`)) : undefined
      case 'step-finished':
        return this.#finish(event)
      case 'step-failed':
        return this.#line(this.#style('bad', `${this.#nameOf(event.step)} failed`) + this.#style('dim', `  ${duration(event.elapsedMs)}`))
      case 'planned':
        return undefined
    }
  }

  #finish({ step, elapsedMs }: Extract<MigEvent, { type: 'step-finished' }>): void {
    if (isNumbered.test(this.#nameOf(step)))
      return this.#line(`${this.#nameOf(step)}... ${this.#style('good', 'done')}${this.#style('dim', ` (${duration(elapsedMs)})`)}`)
    const text = this.#live === '' ? this.#nameOf(step) : this.#started
    this.#line(`${text}${this.#style('dim', `  ${duration(elapsedMs)}`)}`)
  }

  #started = ''

  /** Shown live on a terminal only; kept for the line that tells the end of the step. */
  #show(text: string): void {
    this.#started = text.replace(/ {2}.?\[?\d*m?\d+\/\d+.*$/, '')
    this.#live = text
    if (this.#io.isTerminal) this.#io.stderr(`\r\u001b[K${text} …`)
  }

  #line(text: string): void {
    this.#io.stderr(this.#io.isTerminal && this.#live !== '' ? `\r\u001b[K${text}\n` : `${text}\n`)
    this.#live = ''
  }
}

/** `0 -> 1`, or `3 (late)` */
const isNumbered = /^\d+ (?:-> \d+|\(late\))$/

const firstLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0]!
  return line.length > 100 ? `${line.slice(0, 100)}…` : line
}
