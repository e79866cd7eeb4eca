import type { Compound } from '../dialects.js'

/** A trigger ends at the `;` after an END that itself follows a `;`: the rule of sqlite3_complete(). */
export class CompoundTracker implements Compound {
  #words = 0
  #isTrigger = false
  #isCreate = false
  #before = ''
  #last = ''

  get canEnd(): boolean {
    return !this.#isTrigger || (this.#last === 'END' && this.#before === ';')
  }

  see(word: string): void {
    this.#words += 1
    if (this.#words === 1) this.#isCreate = word === 'CREATE'
    if (this.#isCreate && this.#words <= 3 && word === 'TRIGGER') this.#isTrigger = true
    this.#before = this.#last
    this.#last = word
  }
}
