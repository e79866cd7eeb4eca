import { Unsure } from '@mig/script'
import { findFunction } from './find-function.js'
import { readTokens } from './tokens.js'

/** Whether a code file has a function of one of these names that does something; yes where only a parser could tell. */
export function holdsFunction(text: string, names: readonly string[]): boolean {
  try {
    const tokens = readTokens(text)
    return names.some((name) => (findFunction(tokens, name)?.body.length ?? 0) > 0)
  } catch (error) {
    if (error instanceof Unsure) return true
    throw error
  }
}
