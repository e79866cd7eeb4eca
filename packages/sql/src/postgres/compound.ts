import type { Compound } from '../dialects.js'

/**
 * Where a `;` ends nothing: inside parentheses (the actions of CREATE RULE), and inside `BEGIN ATOMIC … END` of a
 * function or procedure, where `CASE … END` nests. The rule is psql's.
 */
export class CompoundTracker implements Compound {
  #parentheses = 0
  #blocks = 0
  #words = 0
  #isRoutine = false
  #isCreate = false
  #before = ''

  get canEnd(): boolean {
    return this.#parentheses === 0 && this.#blocks === 0
  }

  see(word: string): void {
    this.#words += 1
    if (this.#words === 1) this.#isCreate = word === 'CREATE'
    if (this.#isCreate && this.#words <= 4 && (word === 'FUNCTION' || word === 'PROCEDURE')) this.#isRoutine = true
    if (word === '(') this.#parentheses += 1
    else if (word === ')' && this.#parentheses > 0) this.#parentheses -= 1
    else if (this.#isRoutine && this.#parentheses === 0) this.#seeBody(word)
    this.#before = word
  }

  #seeBody(word: string): void {
    if (this.#blocks === 0 && word === 'ATOMIC' && this.#before === 'BEGIN') this.#blocks = 1
    else if (this.#blocks > 0 && (word === 'BEGIN' || word === 'CASE')) this.#blocks += 1
    else if (this.#blocks > 0 && word === 'END') this.#blocks -= 1
  }
}
