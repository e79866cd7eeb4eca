import type { LedgerChange, Step } from '../plan/plan.js'
import type { Ledger } from '../ports/ledger.js'
import type { OfflineDialect } from '../ports/offline.js'
import type { RevisionId } from '../graph/revision.js'
import type { Session } from '../ports/session.js'

/** A ledger whose writes do something else in the same transaction. */
export class LedgerBeside implements Ledger {
  readonly #ledger: Ledger
  readonly #work: (session: Session) => Promise<void>

  constructor(ledger: Ledger, work: (session: Session) => Promise<void>) {
    this.#ledger = ledger
    this.#work = work
  }

  get table(): string {
    return this.#ledger.table
  }

  create(session: Session): Promise<void> {
    return this.#ledger.create(session)
  }

  read(session: Session): Promise<readonly RevisionId[]> {
    return this.#ledger.read(session)
  }

  async write(session: Session, change: LedgerChange, kind?: Step['kind']): Promise<void> {
    await this.#ledger.write(session, change, kind)
    await this.#work(session)
  }

  isAt(dialect: Pick<OfflineDialect, 'quote' | 'literal'>, rows: readonly RevisionId[]): string {
    return this.#ledger.isAt(dialect, rows)
  }
}
