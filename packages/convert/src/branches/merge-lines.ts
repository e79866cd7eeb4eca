import { MigError } from '@mig/core'
import { isPlaceholder } from '../map/strand-facts.js'
import type { NumberLine, SourceNote, SourceVersion, Strand } from '../source/number-line.js'
import { compareBy } from '../source/order.js'
import { contentOf } from './content-of.js'

/** A repository as it is on one branch. */
export interface BranchLine {
  readonly ref: string
  readonly commit: string
  readonly line: NumberLine
}

/**
 * One number line of several branches. The same change at a number is one change; another one stands beside it, as where a number was
 * written twice; a number that is kept free on one branch and filled on another is filled.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when the branches hold different repositories, or order two numbers differently
 */
export function mergeLines(branches: readonly BranchLine[]): NumberLine {
  const [first] = branches
  for (const { ref, line } of branches) refuseOther(first!, ref, line)
  const notes: SourceNote[] = []
  const origins = new Map<Strand, NumberLine>()
  const versions = orderVersions(branches).map((name) => mergeVersion(holdersOf(branches, name), { notes, origins }))
  const distinct = <T>(lists: readonly (readonly T[])[]): readonly T[] => [
    ...new Map(lists.flat().map((one) => [JSON.stringify(one), one])).values(),
  ]
  return {
    ...first!.line,
    versions,
    origins,
    branches: branches.map(({ ref, commit }) => ({ ref, commit })),
    notes: [...distinct(branches.map(({ line }) => line.notes)), ...notes],
    ignored: distinct(branches.map(({ line }) => line.ignored)),
  }
}

interface Holder {
  readonly branch: BranchLine
  readonly source: SourceVersion
}

const holdersOf = (branches: readonly BranchLine[], name: string): readonly Holder[] =>
  branches.flatMap((branch) => {
    const source = branch.line.versions.find(({ version }) => version === name)
    return source ? [{ branch, source }] : []
  })

interface Merging {
  readonly notes: SourceNote[]
  readonly origins: Map<Strand, NumberLine>
}

function mergeVersion(holders: readonly Holder[], { notes, origins }: Merging): SourceVersion {
  const all = holders.flatMap(({ branch, source }) =>
    source.strands.map((strand) => ({ branch, strand, isFree: source.isCodeOnly || isPlaceholder(strand) })),
  )
  const filled = all.filter(({ isFree }) => !isFree)
  const kept = new Map<string, (typeof all)[number]>()
  for (const one of filled.length > 0 ? filled : all.slice(0, 1)) {
    const key = contentOf(one.strand)
    if (!kept.has(key)) kept.set(key, one)
  }
  const chosen = [...kept.values()]
  for (const { strand, branch } of chosen) origins.set(strand, branch.line)
  const [{ source }] = holders as readonly [Holder, ...Holder[]]
  const note = (file: string, text: string) => notes.push({ kind: 'branches', file, text })
  const refsOf = (some: readonly { readonly branch: BranchLine }[]) => [...new Set(some.map(({ branch }) => `'${branch.ref}'`))].join(', ')
  const fileOf = (strand: Strand) => strand.files[0]?.name ?? source.version
  if (filled.length > 0 && filled.length < all.length) {
    const free = all.filter(({ isFree }) => isFree)
    note(fileOf(free[0]!.strand), `version ${source.version} is kept free on ${refsOf(free)} and filled on ${refsOf(filled)}: it is filled`)
  }
  if (chosen.length > 1 && refsOf(chosen).includes(',')) {
    note(
      fileOf(chosen[0]!.strand),
      `version ${source.version} is another change on ${refsOf(chosen)}: they are siblings, joined by a merge`,
    )
  }
  for (const { strand, branch } of filled) {
    const one = kept.get(contentOf(strand))!.strand
    if (fileOf(one) !== fileOf(strand)) note(fileOf(one), `on '${branch.ref}' the same change is called ${fileOf(strand)}`)
  }
  const holes = source.holes?.filter((dialect) => holders.every((holder) => holder.source.holes?.includes(dialect)))
  return {
    ...source,
    strands: chosen.map(({ strand }) => strand),
    isCodeOnly: holders.every((holder) => holder.source.isCodeOnly),
    ...(holes ? { holes } : {}),
  }
}

/**
 * Every version of the branches, each branch in its own order; where none of them says which of two comes first, the format's rule does, and
 * where that is a journal, the branch that was named first.
 */
function orderVersions(branches: readonly BranchLine[]): readonly string[] {
  const order = branches[0]!.line.order
  const digits = new Map(branches.flatMap(({ line }) => line.versions.map((one) => [one.version, one.digits] as const)))
  const comparable = (version: string) => ({ number: digits.get(version)!, name: version })
  const waiting = branches.map(({ line }) => line.versions.map(({ version }) => version))
  const ordered = new Set<string>()
  while (ordered.size < digits.size) {
    for (const line of waiting) while (line.length > 0 && ordered.has(line[0]!)) line.shift()
    const fronts = waiting.flatMap((line) => line[0] ?? [])
    const ready = fronts.filter((version) => waiting.every((line) => line.indexOf(version) <= 0))
    if (ready.length === 0) throw twoOrders(branches, fronts)
    const sorted = order === 'journal' ? ready : ready.toSorted((a, b) => compareBy(order, comparable(a), comparable(b)))
    ordered.add(sorted[0]!)
  }
  return [...ordered]
}

function twoOrders(branches: readonly BranchLine[], [a, b]: readonly string[]): MigError {
  const refs = branches.map(({ ref }) => ref)
  return new MigError('MIG_CONVERT_SOURCE', `the branches ${refs.join(', ')} run '${a}' and '${b}' in different orders`, {
    details: { refs, versions: [a, b] },
    hint: 'Bring them into one order first, or convert one branch; nothing was written.',
  })
}

function refuseOther(first: BranchLine, ref: string, line: NumberLine): void {
  const facts = (one: NumberLine) => [one.format, one.repositoryId, one.bookkeeping.table] as const
  const [here, there] = [facts(first.line), facts(line)]
  if (here.join('\0') === there.join('\0')) return
  throw new MigError(
    'MIG_CONVERT_SOURCE',
    `'${first.ref}' holds '${here[1]}' (${here[0]}, ${here[2]}), and '${ref}' '${there[1]}' (${there[0]}, ${there[2]})`,
    {
      details: { refs: [first.ref, ref], repositories: [here[1], there[1]] },
      hint: 'Branches of one repository have one id, format and version table; nothing was written.',
    },
  )
}
