import { releasePrefix } from '@mig/core'

/** A target taken apart, before anything is looked up. */
export type ParsedTarget =
  | { readonly kind: 'release'; readonly wanted: string }
  | {
      readonly kind: 'name'
      /** The text before the first `@`. */
      readonly branch: string | undefined
      /** `head`, `heads`, `base`, `current`, an id, a label, or the beginning of one. */
      readonly symbol: string
    }
  | {
      readonly kind: 'walk'
      readonly branch: string | undefined
      /** Where the walk starts; `undefined`: where the database is. */
      readonly symbol: string | undefined
      readonly steps: number
    }

/** The two ends of a range; an end that was left out is empty. */
export interface ParsedRange {
  readonly lower: string
  readonly upper: string
}

/**
 * Takes a range `LOWER:UPPER` apart, before anything is looked up; `undefined` when it is none. Either end may be a
 * `release:` target, whose own colon does not count.
 */
export function parseRange(range: string): ParsedRange | undefined {
  const [, lower, upper] = /^(release:[^:]*|(?!release:)[^:]*):(release:[^:]*|(?!release:)[^:]*)$/.exec(range) ?? []
  return lower === undefined || upper === undefined ? undefined : { lower, upper }
}

/**
 * Takes a target of DAG mode apart: `[BRANCH@](SYMBOL | SYMBOL+N | SYMBOL-N | +N | -N)` or `release:VERSION`.
 *
 * Unlike Alembic's pattern, a relative part must end the target: `abc+1zzz` is a name.
 */
export function parseTarget(target: string): ParsedTarget {
  if (target.startsWith(releasePrefix)) return { kind: 'release', wanted: target.slice(releasePrefix.length) }
  const at = target.indexOf('@')
  // `@head` is `head`
  const branch = at <= 0 ? undefined : target.slice(0, at)
  const rest = at < 0 ? target : target.slice(at + 1)
  const walk = /^([^+\-@]*)([+-]\d+)$/.exec(rest)
  if (!walk) return { kind: 'name', branch, symbol: rest }
  return { kind: 'walk', branch, symbol: walk[1] === '' ? undefined : walk[1], steps: Number(walk[2]) }
}
