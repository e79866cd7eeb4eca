import { isMigError, MigError, type Session } from '@mig/core'

/** What the row holds while nobody has the lease. */
export const freed = "token = '', host = NULL, pid = NULL, since = NULL, expires = 0"

/** Where a lease lives. */
export interface LeaseTable {
  /** Quoted. */
  readonly name: string
  /** SQL for the server's clock in milliseconds. */
  readonly nowMs: string
  readonly leaseMs: number
}

/**
 * A lease that was taken: renews itself until it is released, and proves itself inside the owner's transactions.
 *
 * Renewing and proving take turns, so that the two never wait for each other's row lock.
 */
export class Lease {
  readonly #table: LeaseTable
  readonly #token: string
  readonly #open: () => Promise<Session>
  #renewing: Session | undefined
  #timer: NodeJS.Timeout | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #isOver = false

  /** @param open opens the session that renews; not called before the first renewal is due */
  constructor(table: LeaseTable, token: string, open: () => Promise<Session>) {
    this.#table = table
    this.#token = token
    this.#open = open
    this.#plan()
  }

  /**
   * Runs `commit` after a proof in the same transaction: the row still carries our token, and nobody can take it before
   * that transaction ends. The proof is an UPDATE, since on a cluster only changed rows are compared with other nodes.
   *
   * @throws {MigError} `MIG_LOCK_LOST` when somebody else has taken the lease; roll back
   */
  async commitUnder<T>(session: Session, commit: () => Promise<T>): Promise<T> {
    return await this.#inTurn(async () => {
      await this.#prove(session)
      return await commit()
    })
  }

  /** Proves the lease before a statement that no transaction covers: as late as possible, but not at the same moment. */
  async check(session: Session): Promise<void> {
    await this.#inTurn(() => this.#prove(session))
  }

  /** Gives the lease back; `false` when it was no longer ours. */
  async release(session: Session): Promise<boolean> {
    this.#isOver = true
    clearTimeout(this.#timer)
    return await this.#inTurn(async () => {
      this.#hangUp()
      return await this.#update(session, freed)
    })
  }

  async #prove(session: Session): Promise<void> {
    let isOurs: boolean
    try {
      isOurs = await this.#extend(session)
    } catch (error) {
      if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
      // Refused by a transaction that had failed before, or by a cluster in which another node has changed the row.
      throw new MigError('MIG_COMMIT_FAILED', `the lease could not be proved before the commit: ${error.message}`, {
        cause: error,
        details: error.details,
        hint: 'A script caught the error of a statement and went on, or another process took the lease. See `mig current`, then run the command again.',
      })
    }
    if (!isOurs) throw leaseLost()
  }

  async #extend(session: Session): Promise<boolean> {
    return await this.#update(session, `expires = ${this.#table.nowMs} + ${this.#table.leaseMs}`)
  }

  async #update(session: Session, changes: string): Promise<boolean> {
    const { affectedRows } = await session.execute(
      `UPDATE ${this.#table.name} SET ${changes} WHERE id = 1 AND token = ${session.placeholder(1)}`,
      [this.#token],
    )
    return affectedRows === 1
  }

  #plan(): void {
    this.#timer = setTimeout(() => void this.#inTurn(() => this.#renew()), this.#table.leaseMs / 5)
    this.#timer.unref()
  }

  /** What goes wrong here is tried again at the next turn; whether the lease is still ours is said by the next proof. */
  async #renew(): Promise<void> {
    if (this.#isOver) return
    try {
      // A connection whose other end is silent must not hold up the commit that waits for its turn.
      await inTime(this.#table.leaseMs / 3, async () => {
        this.#renewing ??= await this.#open()
        await this.#extend(this.#renewing)
      })
    } catch {
      this.#hangUp()
    }
    this.#plan()
  }

  #hangUp(): void {
    const session = this.#renewing
    this.#renewing = undefined
    void (async () => session?.[Symbol.asyncDispose]())().catch(() => undefined)
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

async function inTime(limitMs: number, act: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(new Error('no answer in time')), limitMs)))
  try {
    await Promise.race([act(), late])
  } finally {
    clearTimeout(timer)
  }
}

function leaseLost(): MigError {
  return new MigError('MIG_LOCK_LOST', 'another process took the migration lock while this one did not renew it', {
    hint: 'What the open transaction held was rolled back. See `mig current` and `mig log`, then run the command again: it goes on from there.',
  })
}
