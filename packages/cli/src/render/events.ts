import type { MigEvent, Mode, Step } from '@mig/core'
import type { Io } from '../io.js'
import { duration } from './duration.js'
import { holderText } from './holder.js'
import { styler } from './style.js'

/** Prints what the executor tells, to stderr: a line per step; on a terminal the step in hand is shown live. */
export class EventPrinter {
  readonly #io: Io
  readonly #mode: Mode
  readonly #verbose: boolean
  readonly #style: ReturnType<typeof styler>
  #live = ''

  constructor(io: Io, mode: Mode, verbose: boolean) {
    this.#io = io
    this.#mode = mode
    this.#verbose = verbose
    this.#style = styler(io, 'stderr')
  }

  print(event: MigEvent): void {
    switch (event.type) {
      case 'lock-waiting':
        return this.#line(`waiting for another process that migrates${holderText(event.holder)} …`)
      case 'adopted':
        return this.#line(
          `adopted: ${event.table} was at ${event.version}, recorded as ${event.heads.join(', ') || 'base'} (${event.evidence})`,
        )
      case 'recovered':
        return this.#line(`went on with '${event.revision}' after ${event.statements} statement(s) that an earlier run had done`)
      case 'notice':
        return this.#line(event.message)
      case 'step-started':
        return this.#show(
          `${this.#nameOf(event.step)} ${event.description}`.trimEnd() +
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
    if (this.#mode === 'linear' && step.kind !== 'stamp')
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

  /** `upgrade 30aaeaf5a3d7`; in linear mode the heritage's `0 -> 1`. */
  #nameOf(step: Step): string {
    if (step.kind === 'stamp')
      return `record ${[...step.ledger.add.map((id) => `+${id}`), ...step.ledger.remove.map((id) => `-${id}`)].join(' ')}`
    // a late version runs below the row, which stays
    if (this.#mode === 'linear' && step.ledger.add[0] === step.ledger.remove[0] && step.ledger.add.length > 0)
      return `${step.revision} (late)`
    if (this.#mode === 'linear') return `${step.ledger.remove[0] ?? '0'} -> ${step.ledger.add[0] ?? '0'}`
    return `${step.kind} ${step.revision}`
  }
}

const firstLine = (text: string): string => {
  const line = text.trim().split('\n', 1)[0]!
  return line.length > 100 ? `${line.slice(0, 100)}…` : line
}
