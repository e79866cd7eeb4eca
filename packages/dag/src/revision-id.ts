import { randomBytes } from 'node:crypto'
import { MigError } from '@mig/core'
import { longestId } from './ledger.js'

const reserved = new Set(['head', 'heads', 'base', 'current'])

/** A new random id: 12 hexadecimal digits, with a letter among them so that it never reads as a number. */
export function newRevisionId(): string {
  for (;;) {
    const id = randomBytes(6).toString('hex')
    if (/[a-f]/.test(id)) return id
  }
}

/**
 * Checks that an id or label can be written in a target and stored.
 *
 * @param file where it was read from, for the message
 * @param longest characters that the version table holds
 * @throws {MigError} `MIG_REVISION_ID`
 */
export function checkName(kind: 'revision id' | 'branch label', name: string, file?: string, longest = longestId): void {
  const where = file === undefined ? '' : ` (${file})`
  const fail = (fact: string, hint: string) =>
    new MigError('MIG_REVISION_ID', `the ${kind} '${name}' ${fact}${where}`, { details: { name, file }, hint })
  const odd = /[@+\-:,\s'"\0]/.exec(name)
  if (name === '') throw fail('is empty', 'Leave it out to get a random one.')
  if (odd) throw fail(`holds '${odd[0]}', which targets use`, 'Use letters, digits and underscores.')
  if (reserved.has(name)) throw fail('is a word that targets use', 'Choose another one.')
  if (name.length > longest) throw fail(`is longer than ${longest} characters`, 'Choose a shorter one: it would not fit the version table.')
}
