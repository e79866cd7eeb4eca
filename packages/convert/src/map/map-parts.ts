import { MigError, type RevisionId } from '@mig/core'
import type { NumberLine } from '../source/number-line.js'
import { compareBy } from '../source/order.js'
import type { ConvertedRevision, MappedVersion, Mapping } from './converted.js'
import { mapVersions, type MapOptions } from './map-versions.js'

/** A repository that becomes a graph, or, with a label, one line of it. */
export interface SourcePart {
  readonly label?: string
  readonly line: NumberLine
}

/** `lockstep`: a number waits for the same number of the repositories before it. `apart`: none waits for another. */
export type PartOrder = 'apart' | 'lockstep'

/**
 * Maps one repository, or several into one graph, each a branch with its label. The versions come in the order in which the sources are
 * replayed: one repository after the other, or in lockstep number by number.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when numbers of a lockstep cannot be compared, and what {@link mapVersions} throws
 */
export function mapParts(parts: readonly SourcePart[], options: MapOptions, order: PartOrder): Mapping {
  const taken = new Set<RevisionId>()
  const mapped = parts.map(({ label, line }) => {
    const mapping = mapVersions(line, options, taken)
    for (const { id } of mapping.revisions) taken.add(id)
    return label === undefined ? mapping : labelled(mapping, label)
  })
  return order === 'lockstep' ? inLockstep(mapped) : joined(mapped)
}

function joined(mapped: readonly Mapping[]): Mapping {
  return { revisions: mapped.flatMap(({ revisions }) => revisions), versions: mapped.flatMap(({ versions }) => versions) }
}

/** The label stands on the only base; where the first number was written twice, on what joins the two. */
function labelled({ revisions, versions }: Mapping, label: string): Mapping {
  const bases = revisions.filter(({ downRevisions }) => downRevisions.length === 0)
  const holder = bases.length === 1 ? bases[0] : revisions.find(({ content }) => content.kind === 'merge')
  return {
    revisions: revisions.map((revision) => (revision === holder ? { ...revision, branchLabels: [label] } : revision)),
    versions: versions.map((entry) => ({ ...entry, label, name: `${label}@${entry.version}` })),
  }
}

interface Placed {
  readonly part: number
  readonly entry: MappedVersion
}

/** How many versions of each repository a revision has, counted from the first: its own, and what it waits for. */
type Reach = readonly number[]

/** Merges the repositories number by number, and lets each revision wait for what stands at its number in the ones before its own. */
function inLockstep(mapped: readonly Mapping[]): Mapping {
  refuseNames(mapped)
  const placed = mapped
    .flatMap(({ versions }, part) => versions.map((entry): Placed => ({ part, entry })))
    .sort((a, b) => compareBy('components', numberOf(a), numberOf(b)) || a.part - b.part)
  const waits = new Map<RevisionId, RevisionId[]>()
  const passed = mapped.map((): MappedVersion[] => [])
  const reaches = mapped.map((): Reach => mapped.map(() => 0))
  for (const { part, entry } of placed) {
    let reach = reaches[part]!
    const waitFor: RevisionId[] = []
    for (let before = part - 1; before >= 0; before--) {
      const [stand, tip] = [passed[before]!.length, passed[before]!.at(-1)?.revision]
      if (reach[before]! >= stand) continue
      if (tip !== undefined) waitFor.push(tip)
      reach = reach.map((count, at) => Math.max(count, reaches[before]![at]!))
    }
    passed[part]!.push(entry)
    // a number without a revision of its own passes what it waits for on to the next
    if (entry.isDropped) continue
    reaches[part] = reach.with(part, passed[part]!.length)
    for (const id of ownRevisions(entry)) waits.set(id, waitFor)
  }
  const { revisions } = joined(mapped)
  return {
    revisions: revisions.map((revision): ConvertedRevision => ({ ...revision, dependsOn: waits.get(revision.id) ?? [] })),
    versions: placed.map(({ entry }) => entry),
  }
}

/** The changes of a number; what joins two of them need not wait. */
const ownRevisions = ({ revision, collision }: MappedVersion): readonly RevisionId[] =>
  collision.length > 0 ? collision : revision === undefined ? [] : [revision]

const numberOf = ({ entry }: Placed): { readonly number: string; readonly name: string } => ({ number: entry.version, name: '' })

function refuseNames(mapped: readonly Mapping[]): void {
  const odd = mapped.flatMap(({ versions }) => versions).find(({ version }) => !/^\d+(?:\.\d+)*$/.test(version))
  if (odd === undefined) return
  throw new MigError('MIG_CONVERT_SOURCE', `'${odd.name}' is no number: in lockstep numbers are compared`, {
    details: { version: odd.version },
    hint: 'Leave --lockstep out, or number the files; nothing was written.',
  })
}
