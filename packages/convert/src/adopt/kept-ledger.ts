import type { Ledger, LedgerChange, OfflineDialect, RevisionGraph, RevisionId, Session, Step } from '@mig/core'
import type { LegacyRecord } from '../write/legacy-record.js'
import { legacyNote, notedPlace } from './legacy-note.js'
import { anyNumber, type OldNumber } from './old-number.js'
import { versionsReached, versionsReachedAt } from './versions-reached.js'

/** Where mig's rows and the old number stand. */
interface Both {
  readonly rows: readonly RevisionId[]
  /** As it was read or written; `undefined` without a row. */
  readonly number: string | undefined
}

/**
 * A ledger that keeps the old tool's number in step with mig's rows, for programs that still read it: each write moves both, in the one
 * transaction of the step, or neither.
 *
 * The number is that of the last old version that the rows have; revisions that came after the conversion leave it at the last one.
 * A database that mig keeps and whose old row is gone is left without.
 */
export class KeptLedger implements Ledger {
  readonly #own: Ledger
  readonly #number: OldNumber
  readonly #record: LegacyRecord
  readonly #graph: RevisionGraph
  #at: Both = { rows: [], number: undefined }
  /** A step that was rolled back is written again: from where it began. */
  #last: { readonly change: LedgerChange; readonly from: Both } | undefined

  constructor(own: Ledger, number: OldNumber, record: LegacyRecord, graph: RevisionGraph) {
    this.#own = own
    this.#number = number
    this.#record = record
    this.#graph = graph
  }

  get table(): string {
    return this.#own.table
  }

  /** A database that is new gets the old table, too: the old programs are for it as well. */
  async create(session: Session): Promise<void> {
    await this.#own.create(session)
    if ((await this.#own.read(session)).length === 0) await this.#number.create(session)
  }

  async createTable(session: Session): Promise<void> {
    await (this.#own.createTable ?? this.#own.create).call(this.#own, session)
    await this.#number.create(session)
  }

  async read(session: Session): Promise<readonly RevisionId[]> {
    const rows = await this.#own.read(session)
    this.#at = { rows, number: await this.#number.read(session) }
    this.#last = undefined
    return rows
  }

  /** A script that is run later does not look which number it finds. */
  async assume(session: Session, rows: readonly RevisionId[]): Promise<void> {
    await this.#own.assume?.(session, rows)
    if (rows.length === 0) await this.#number.begin?.(session)
    this.#at = { rows, number: rows.length === 0 && !this.#number.begin ? undefined : anyNumber }
  }

  isAt(dialect: Pick<OfflineDialect, 'quote' | 'literal'>, rows: readonly RevisionId[]): string {
    return this.#own.isAt(dialect, rows)
  }

  async write(session: Session, change: LedgerChange, kind?: Step['kind']): Promise<void> {
    const from = this.#startOf(change)
    await this.#own.write(session, change, kind)
    const to = this.#endOf(change, from)
    if (to.number !== undefined && to.number !== from.number) await this.#number.write(session, from.number, to.number)
    this.#last = { change, from }
    this.#at = to
  }

  noteOf(change: LedgerChange): string | undefined {
    const { number } = this.#last?.change === change ? this.#at : this.#endOf(change, this.#at)
    const own = number === undefined ? undefined : legacyNote(notedPlace(this.#number.table, this.#record), number)
    const notes = [this.#own.noteOf?.(change), own].filter((note) => note !== undefined)
    return notes.length === 0 ? undefined : notes.join('; ')
  }

  /** The number that the rows stand for. */
  #numberOf(rows: readonly RevisionId[]): string {
    return this.#record.versions[versionsReached(this.#record, this.#graph, rows) - 1]?.version ?? '0'
  }

  #startOf(change: LedgerChange): Both {
    return this.#last?.change === change ? this.#last.from : this.#at
  }

  #endOf({ add, remove }: LedgerChange, { rows, number }: Both): Both {
    const moved = [...rows.filter((row) => !remove.includes(row)), ...add]
    if (number === undefined && rows.length > 0) return { rows: moved, number } // it is gone
    return { rows: moved, number: number !== undefined && this.#isInStep(number, moved) ? number : this.#numberOf(moved) }
  }

  /** Numbers without a change of their own stand for one state: none of them is moved to another. */
  #isInStep(number: string, rows: readonly RevisionId[]): boolean {
    const at = this.#record.versions.findIndex(({ version }) => version === number) + 1
    if (at === 0 && number !== '0') return false
    return versionsReachedAt(this.#record, this.#graph, at) === versionsReached(this.#record, this.#graph, rows)
  }
}
