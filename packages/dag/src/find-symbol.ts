import { MigError, nearNames, type RevisionGraph, type RevisionId } from '@mig/core'

/** Ids and labels shorter than this are only found whole, as in Alembic. */
const shortestBegun = 4

/**
 * Finds the revision that an id, a label, or the unique beginning of either names.
 *
 * @param typed the whole target as it was typed, for the message
 * @param preferred where it is the beginning of several, those among these count, if there are any
 * @throws {MigError} `MIG_TARGET_UNKNOWN` with near matches, `MIG_TARGET_AMBIGUOUS` with all matches
 */
export function findSymbol(graph: RevisionGraph, symbol: string, typed = symbol, preferred?: ReadonlySet<RevisionId>): RevisionId {
  const exact = exactMatch(graph, symbol)
  if (exact !== undefined) return exact
  const all = prefixMatches(graph, symbol)
  const inside = all.filter((match) => preferred?.has(match.id))
  const matches = inside.length > 0 ? inside : all
  const found = new Set(matches.map((match) => match.id))
  if (found.size === 1) return matches[0]!.id
  if (found.size > 1) throw ambiguous(symbol, typed, matches)
  throw unknown(graph, symbol, typed)
}

/**
 * Finds the revision that stands for a branch: the text before `@`.
 *
 * @throws {MigError} `MIG_BRANCH_UNKNOWN`, `MIG_TARGET_AMBIGUOUS`
 */
export function findBranch(graph: RevisionGraph, branch: string, typed: string): RevisionId {
  const exact = exactMatch(graph, branch)
  if (exact !== undefined) return exact
  const matches = prefixMatches(graph, branch)
  const found = new Set(matches.map((match) => match.id))
  if (found.size === 1) return matches[0]!.id
  if (found.size > 1) throw ambiguous(branch, typed, matches)
  const labels = [...graph.labels().keys()].sort()
  const near = nearNames(branch, [...graph.ids(), ...labels])
  throw new MigError('MIG_BRANCH_UNKNOWN', `no branch '${branch}' (in the target '${typed}')`, {
    details: { branch, target: typed, labels, near },
    hint:
      near.length > 0
        ? `Did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`
        : labels.length > 0
          ? `Branch labels: ${labels.join(', ')}`
          : 'No revision has a branch label; see mig heads.',
  })
}

function exactMatch(graph: RevisionGraph, symbol: string): RevisionId | undefined {
  return graph.has(symbol) ? symbol : graph.labels().get(symbol)
}

interface Match {
  /** The id or label that begins with the symbol. */
  readonly name: string
  readonly id: RevisionId
}

function prefixMatches(graph: RevisionGraph, symbol: string): readonly Match[] {
  if (symbol === '') return []
  const isBegun = (name: string): boolean => name.length >= shortestBegun && name.startsWith(symbol)
  const ids = graph.ids().flatMap((id) => (isBegun(id) ? [{ name: id, id }] : []))
  const labels = [...graph.labels()].flatMap(([name, id]) => (isBegun(name) ? [{ name, id }] : []))
  return [...ids, ...labels]
}

function ambiguous(symbol: string, typed: string, matches: readonly Match[]): MigError {
  const names = matches.map((match) => match.name).sort()
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ')
  return new MigError('MIG_TARGET_AMBIGUOUS', `'${symbol}' is the beginning of ${names.length}: ${shown}`, {
    details: { target: typed, matches: names },
    hint: 'Give more characters.',
  })
}

function unknown(graph: RevisionGraph, symbol: string, typed: string): MigError {
  const names = [...graph.ids(), ...graph.labels().keys()]
  const near = nearNames(symbol, names)
  const whole = typed === symbol ? '' : ` (in the target '${typed}')`
  return new MigError('MIG_TARGET_UNKNOWN', `no revision or label '${symbol}'${whole}`, {
    details: { target: typed, near },
    hint:
      near.length > 0
        ? `Did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`
        : graph.size === 0
          ? 'The repository is empty; write a revision with: mig revision -m MESSAGE'
          : 'See mig history, or mig heads.',
  })
}
