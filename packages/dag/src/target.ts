import { MigError, selectRelease, type Goal, type Releases, type RevisionGraph, type RevisionId, type Verb } from '@mig/core'
import { findBranch, findSymbol } from './find-symbol.js'
import { lineageOf, onBranch, onlyHead, relatedTo, revisionOn, severalHeads } from './lineage.js'
import { parseTarget, type ParsedTarget } from './parse-target.js'
import { walk } from './walk.js'

/** What a target is resolved against. */
export interface DagPlace {
  readonly graph: RevisionGraph
  /** The ledger's rows. */
  readonly current: readonly RevisionId[]
  readonly releases: Releases
}

/**
 * Turns a target of DAG mode into a goal. The forms and what they mean are Alembic's (measured on 1.19.2); where it
 * crashes or guesses, this refuses with the choices.
 *
 * @throws {MigError} `MIG_TARGET_…`, `MIG_BRANCH_…`, `MIG_HEADS_SEVERAL`, `MIG_RELEASE_UNKNOWN`, `MIG_ROW_UNKNOWN`
 */
export async function resolveDagTarget(verb: Verb, targets: readonly string[], place: DagPlace): Promise<Goal> {
  refuseUnknownRows(place)
  if (verb === 'stamp') return resolveStamp(targets, place)
  const [target] = targets
  if (target === undefined || targets.length > 1) {
    throw new MigError('MIG_TARGET_INVALID', `${verb} takes one target, not ${targets.length}`, {
      details: { targets },
      hint: 'Use heads for every branch, or one command for each.',
    })
  }
  const parsed = parseTarget(target)
  return verb === 'upgrade' ? resolveUpgrade(target, parsed, place) : resolveDowngrade(target, parsed, place)
}

/**
 * The revisions that a target names on its own; empty for the base.
 *
 * @param past what `-N` does beyond the base
 */
export async function findTarget(target: string, place: DagPlace, past: 'refuse' | 'stay' = 'stay'): Promise<readonly RevisionId[]> {
  return namedRevisions(target, parseTarget(target), place, past)
}

async function resolveUpgrade(target: string, parsed: ParsedTarget, place: DagPlace): Promise<Goal> {
  const { graph, current } = place
  if (parsed.kind !== 'walk') return { kind: 'apply', revisions: await namedRevisions(target, parsed, place) }
  const { branch, symbol, steps } = parsed
  if (symbol === undefined && steps <= 0) throw wrongWay(target, 'downgrade')
  const start =
    symbol === undefined ? startOfUpgrade(target, branch, place) : baseOr(graph, symbol, steps > 0 ? undefined : branch, target, current)
  const end = walk(graph, start, steps, branch, target)
  return { kind: 'apply', revisions: end === undefined ? [] : [end] }
}

/** Where a walk up from the database begins: its row on the branch, else where the branch leaves what is applied, else the base. */
function startOfUpgrade(target: string, branch: string | undefined, { graph, current }: DagPlace): RevisionId | undefined {
  let starts = branch === undefined ? current : onBranch(graph, current, branch, target)
  if (branch !== undefined && starts.length === 0) {
    const applied = onBranch(graph, [...graph.ancestors(current)], branch, target)
    starts = graph.tips(applied)
  }
  if (starts.length > 1) throw severalRows(graph, starts, target)
  return starts[0]
}

async function resolveDowngrade(target: string, parsed: ParsedTarget, place: DagPlace): Promise<Goal> {
  const { graph, current } = place
  const applied = graph.ancestors(current)
  if (parsed.kind === 'release') {
    const kept = graph.ancestors(await releaseHeads(parsed.wanted, place))
    return { kind: 'undo', revisions: [...applied].filter((id) => !kept.has(id)) }
  }
  if (parsed.kind === 'walk' && parsed.symbol === undefined) return undoSteps(target, parsed.branch, parsed.steps, place)
  const { branch } = parsed
  const end =
    parsed.kind === 'name'
      ? downgradeEnd(target, parsed, place)
      : walk(
          graph,
          baseOr(graph, parsed.symbol ?? 'base', parsed.steps > 0 ? undefined : branch, target, current),
          parsed.steps,
          parsed.steps > 0 ? branch : undefined,
          target,
        )
  const roots = rootsAbove(graph, end, branch, target)
  const doomed = [...graph.descendants(roots)].filter((id) => applied.has(id))
  if (doomed.length === 0 && end !== undefined && !current.includes(end)) {
    const fact = applied.has(end) ? `'${end}' is implied by what is applied, and nothing above it is` : `'${end}' is not applied`
    throw new MigError('MIG_TARGET_DIRECTION', `${fact}: there is nothing to undo`, {
      details: { target, revision: end, current },
      hint: applied.has(end) ? 'See mig current.' : `Use: mig upgrade ${end}`,
    })
  }
  return { kind: 'undo', revisions: roots.filter((id) => applied.has(id)) }
}

/** `-1` undoes the head, `-2` its parent as well: the last one of them takes what is built on it along. */
function undoSteps(target: string, branch: string | undefined, steps: number, place: DagPlace): Goal {
  if (steps >= 0) throw wrongWay(target, 'upgrade')
  const last = walk(place.graph, startOfDowngrade(target, branch, place), steps + 1, undefined, target)
  if (last !== undefined) return { kind: 'undo', revisions: [last] }
  throw new MigError('MIG_TARGET_RANGE', `'${target}' walks past the base`, { details: { target }, hint: 'Use base to undo everything.' })
}

function downgradeEnd(
  target: string,
  { branch, symbol }: Extract<ParsedTarget, { kind: 'name' }>,
  { graph, current }: DagPlace,
): RevisionId | undefined {
  if (symbol === 'base') {
    if (branch !== undefined) findBranch(graph, branch, target)
    return undefined
  }
  if (symbol === 'current') {
    if (current.length > 1) throw severalRows(graph, current, target)
    return current[0]
  }
  if (symbol === 'heads' || symbol === 'head') {
    const heads = symbol === 'heads' && branch === undefined ? graph.effectiveHeads() : onBranch(graph, graph.heads(), branch, target)
    if (heads.length > 1) throw severalHeads(graph, heads, target)
    if (heads[0] === undefined) throw nothingThere(target)
    return heads[0]
  }
  // As in Alembic, the branch only chooses among what lies above: the revision itself may be off it.
  if (branch !== undefined) findBranch(graph, branch, target)
  return findSymbol(graph, symbol, target)
}

/** Where a walk down from the database begins: the row on the branch, or what the rows imply of it. */
function startOfDowngrade(target: string, branch: string | undefined, { graph, current }: DagPlace): RevisionId {
  let starts = branch === undefined ? current : onBranch(graph, current, branch, target)
  if (branch !== undefined && starts.length === 0) starts = graph.tips(onBranch(graph, [...graph.ancestors(current)], branch, target))
  if (starts.length > 1) throw severalRows(graph, starts, target)
  if (starts[0] === undefined) {
    throw new MigError(
      'MIG_TARGET_RANGE',
      branch === undefined
        ? `nothing is applied, so '${target}' has nothing to undo`
        : `nothing of the branch '${branch}' is applied, so '${target}' has nothing to undo`,
      {
        details: { target, current },
        hint: 'See mig current.',
      },
    )
  }
  return starts[0]
}

/** The children of the end, or the roots; where there are several and a branch is named, only those that lead to it. */
function rootsAbove(graph: RevisionGraph, end: RevisionId | undefined, branch: string | undefined, target: string): readonly RevisionId[] {
  const roots = end === undefined ? graph.bases() : graph.children(end)
  if (branch === undefined || roots.length < 2) return roots
  const leading = graph.lineageDown([findBranch(graph, branch, target)])
  const kept = roots.filter((id) => leading.has(id))
  if (kept.length > 0) return kept
  throw new MigError(
    'MIG_BRANCH_MISMATCH',
    `nothing above ${end === undefined ? 'the base' : `'${end}'`} leads to the branch '${branch}'`,
    { details: { target, branch, revision: end }, hint: `Leave '${branch}@' out, or see mig history --graph.` },
  )
}

/** Rows that are related to a target give way to it; the others stay. */
async function resolveStamp(targets: readonly string[], place: DagPlace): Promise<Goal> {
  const { graph, current } = place
  if (targets.length === 0) throw new MigError('MIG_TARGET_INVALID', 'stamp needs a target', { hint: 'Name revisions, heads or base.' })
  const named: RevisionId[] = []
  const leaving = new Set<RevisionId>()
  for (const target of targets) {
    const parsed = parseTarget(target)
    if (parsed.kind === 'walk') refuseRelativeStamp(target, parsed, place)
    if (parsed.kind === 'name' && parsed.symbol === 'base') {
      // what depends on the branch goes with it: such a row would imply it
      const gone = parsed.branch === undefined ? new Set(current) : relatedTo(graph, findBranch(graph, parsed.branch, target))
      for (const row of current) if (gone.has(row)) leaving.add(row)
      continue
    }
    for (const id of await namedRevisions(target, parsed, place)) {
      named.push(id)
      const related = relatedTo(graph, id)
      for (const row of current) if (related.has(row) || standsFor(graph, related, row)) leaving.add(row)
    }
  }
  return { kind: 'stamp', revisions: graph.maximal([...current.filter((row) => !leaving.has(row)), ...named]) }
}

/**
 * `-N` counts from the heads, and only on a database without rows is that beyond doubt: with rows it would be taken for a
 * step down from them, and the scripts' effects would stay while the ledger forgets them.
 */
function refuseRelativeStamp(target: string, { symbol, steps }: Extract<ParsedTarget, { kind: 'walk' }>, { current }: DagPlace): void {
  if (symbol === undefined && steps < 0 && current.length === 0) return
  throw new MigError('MIG_TARGET_INVALID', `'${target}' is relative, which stamp does not take`, {
    details: { target },
    hint: `Name the revision, a label or a head${symbol === undefined ? '' : `; see: mig show ${target}`}.`,
  })
}

/** True for a row that no file declares any more and that one of these replaces or is equivalent to. */
function standsFor(graph: RevisionGraph, ids: Iterable<RevisionId>, row: RevisionId): boolean {
  if (graph.has(row)) return false
  for (const id of ids) {
    const { replaces = [], equivalentTo = [] } = graph.get(id)
    if (replaces.includes(row) || equivalentTo.includes(row)) return true
  }
  return false
}

async function namedRevisions(
  target: string,
  parsed: ParsedTarget,
  place: DagPlace,
  past: 'refuse' | 'stay' = 'refuse',
): Promise<readonly RevisionId[]> {
  const { graph, current } = place
  if (parsed.kind === 'release') return releaseHeads(parsed.wanted, place)
  if (parsed.kind === 'walk') {
    if (parsed.symbol !== undefined) {
      const end = walk(
        graph,
        baseOr(graph, parsed.symbol, parsed.steps > 0 ? undefined : parsed.branch, target, current),
        parsed.steps,
        parsed.branch,
        target,
      )
      return end === undefined ? [] : [end]
    }
    if (parsed.branch !== undefined) findBranch(graph, parsed.branch, target)
    if (parsed.steps > 0)
      throw new MigError('MIG_TARGET_INVALID', `'${target}' is relative to the database, which this command does not take`, {
        details: { target },
        hint: 'Name a revision, a label or a head.',
      })
    const starts = onBranch(graph, graph.effectiveHeads(), parsed.branch, target)
    return [...new Set(starts.flatMap((start) => walk(graph, start, parsed.steps, parsed.branch, target, past) ?? []))]
  }
  const { branch, symbol } = parsed
  switch (symbol) {
    case 'heads':
      return branch === undefined ? graph.effectiveHeads() : onBranch(graph, graph.heads(), branch, target)
    case 'head': {
      const head = onlyHead(graph, branch, target)
      if (head === undefined && branch !== undefined) throw nothingThere(target)
      return head === undefined ? [] : [head]
    }
    case 'base':
      if (branch !== undefined) findBranch(graph, branch, target)
      return []
    case 'current':
      refuseUnknownRows(place)
      return onBranch(graph, current, branch, target)
    default:
      return [revisionOn(graph, symbol, branch, target)]
  }
}

/** What a release ships. A name that no file declares would silently mean less than the release: it is refused. */
async function releaseHeads(wanted: string, { graph, releases }: DagPlace): Promise<readonly RevisionId[]> {
  const { version, heads } = await selectRelease(releases, wanted)
  const missing = heads.filter((id) => !graph.has(id))
  if (missing.length === 0) return heads
  throw new MigError(
    'MIG_RELEASES_INVALID',
    `release '${version}' names ${missing.map((id) => `'${id}'`).join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} in no file of this repository`,
    { details: { version, missing }, hint: `Restore the file, or correct the entry '${version}' of releases.json.` },
  )
}

/** A walk may start at a symbol: `head-1`, `base+2`, `ae10-1`. */
function baseOr(
  graph: RevisionGraph,
  symbol: string,
  branch: string | undefined,
  target: string,
  current: readonly RevisionId[],
): RevisionId | undefined {
  if (symbol === 'base') return undefined
  if (symbol === 'head' || symbol === 'heads') return onlyHead(graph, branch, target)
  if (symbol === 'current') {
    if (current.length > 1) throw severalRows(graph, current, target)
    return current[0]
  }
  return revisionOn(graph, symbol, branch, target)
}

function refuseUnknownRows({ graph, current }: DagPlace): void {
  const explained = new Set(current.filter((row) => !graph.has(row)))
  if (explained.size === 0) return
  for (const id of graph.ids()) {
    const { replaces = [], equivalentTo = [] } = graph.get(id)
    for (const other of [...replaces, ...equivalentTo]) explained.delete(other)
  }
  if (explained.size === 0) return
  const rows = [...explained]
  throw new MigError(
    'MIG_ROW_UNKNOWN',
    `the version table names ${rows.map((row) => `'${row}'`).join(', ')}, which ${rows.length === 1 ? 'is' : 'are'} in no file of this repository`,
    {
      details: { rows },
      hint: 'Restore the file (another branch of the code may have it), or record what the database really has: mig stamp --purge REVISION',
    },
  )
}

function severalRows(graph: RevisionGraph, rows: readonly RevisionId[], target: string): MigError {
  const choices = rows.map((row) => {
    const label = graph
      .labelsOf(row)
      .find((name) => rows.filter((other) => lineageOf(graph, findBranch(graph, name, target)).has(other)).length === 1)
    return `${label ?? row}@${/[+-]\d+$/.exec(target)?.[0] ?? target}`
  })
  return new MigError(
    'MIG_HEADS_SEVERAL',
    `'${target}' starts from one revision, and the database has ${rows.length}: ${rows.join(', ')}`,
    {
      details: { target, rows, choices },
      hint: `Choose ${choices.join(' or ')}`,
    },
  )
}

function wrongWay(target: string, other: 'upgrade' | 'downgrade'): MigError {
  return new MigError('MIG_TARGET_DIRECTION', `'${target}' goes the other way`, {
    details: { target },
    hint: `Use: mig ${other} ${target}`,
  })
}

function nothingThere(target: string): MigError {
  return new MigError('MIG_TARGET_UNKNOWN', `'${target}' names nothing: there is no such head`, {
    details: { target },
    hint: 'See mig heads.',
  })
}
