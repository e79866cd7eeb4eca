import type { Compound } from '../dialects.js'

/** Blocks whose END names them; their opening word also occurs elsewhere (the function IF), so only BEGIN and CASE are counted. */
const namedEnds = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT'])
const stored = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'])

/**
 * Where a `;` ends nothing without a DELIMITER: inside `BEGIN … END` of a stored program, and of MariaDB's
 * `BEGIN NOT ATOMIC`.
 */
export class CompoundTracker implements Compound {
  #blocks = 0
  #words = 0
  #first = ''
  #isStored = false
  #before = ''
  /** An END whose next word decides what it ends. */
  #pendingEnd = false

  get canEnd(): boolean {
    return this.#blocks - (this.#pendingEnd ? 1 : 0) === 0
  }

  see(word: string): void {
    this.#words += 1
    if (this.#words === 1) this.#first = word
    if (this.#first === 'CREATE' && this.#blocks === 0 && stored.has(word)) this.#isStored = true
    if (this.#first === 'BEGIN' && this.#words === 3 && this.#before === 'NOT' && word === 'ATOMIC') {
      this.#isStored = true
      this.#blocks = 1
    }
    if (this.#isStored) this.#seeBody(word)
    this.#before = word
  }

  #seeBody(word: string): void {
    if (this.#pendingEnd) {
      this.#pendingEnd = false
      if (namedEnds.has(word)) return
      this.#blocks -= 1
      if (word === 'CASE') return
    }
    if (word === 'BEGIN' || (word === 'CASE' && this.#blocks > 0)) this.#blocks += 1
    else if (word === 'END' && this.#blocks > 0) this.#pendingEnd = true
  }
}
