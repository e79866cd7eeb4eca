import type { Dialect, Direction } from '@mig/core'
import type { Mapping, MappedVersion } from './map/converted.js'
import type { SourcePart } from './map/map-parts.js'
import type { SourceNote, SourceVersion, Strand } from './source/number-line.js'
import { holdsFunction } from './source/code/holds-function.js'
import { statementsOf } from './source/statements-of.js'
import type { RenderedRevision, RenderNote } from './write/rendered-revision.js'

/** What a conversion did, in numbers and sentences. */
export interface ConversionReport {
  /** Absolute path of the new repository. */
  readonly target: string
  /** How many revisions the graph has. */
  readonly revisions: number
  /** What → how many: imported, no-op, placeholders, collisions, … */
  readonly counts: Readonly<Record<string, number>>
  /** What a person should know, a sentence each, with the file. */
  readonly notes: readonly string[]
  readonly proofs: readonly ProvedOn[]
}

/** Where a conversion was proved, and how far. */
export interface ProvedOn {
  readonly dialect: Dialect
  readonly server: string
  /** How many numbers are equal on the way up. */
  readonly versions: number
  /** All of them; otherwise the source itself ends there, which a note explains. */
  readonly isWhole: boolean
  /** Numbers whose way back does the same in source and graph. */
  readonly downgrades: readonly string[]
}

/** What a conversion tells while it works. Times in milliseconds. */
export type ConvertEvent =
  | {
      readonly type: 'proved-version'
      readonly dialect: Dialect
      readonly version: string
      readonly direction: Direction
      readonly elapsedMs: number
    }
  /** The old tool has run a version, and mig has followed with so many statements of its own; 0 where it ran the version itself. */
  | { readonly type: 'recorded'; readonly dialect: Dialect; readonly version: string; readonly statements: number }
  /** `versions` are equal on the way up, `of` how many there are, and `downgrades` are equal on the way down. */
  | {
      readonly type: 'proved'
      readonly dialect: Dialect
      readonly versions: number
      readonly of: number
      readonly downgrades: number
      readonly elapsedMs: number
    }

/** The facts of a finished conversion. */
export interface ConversionFacts {
  readonly target: string
  readonly parts: readonly SourcePart[]
  readonly mapping: Mapping
  readonly rendered: readonly RenderedRevision[]
  readonly proofs: ConversionReport['proofs']
  /** Why a server proved nothing or not all, and what it found of ways back. */
  readonly proofNotes: readonly string[]
}

/** Counts and words a conversion. */
export function makeReport(facts: ConversionFacts): ConversionReport {
  const { target, mapping, proofs } = facts
  return { target, revisions: mapping.revisions.length, counts: countAll(facts), notes: noteAll(facts), proofs }
}

function countAll({ parts, mapping, rendered, proofs }: ConversionFacts): Readonly<Record<string, number>> {
  const { versions, revisions } = mapping
  const notes = rendered.flatMap((one) => one.notes)
  const filesWith = (kind: RenderNote['kind']) => new Set(notes.filter((note) => note.kind === kind).map((note) => note.file)).size
  const versionsWith = (holds: (version: MappedVersion) => boolean) => versions.filter(holds).length
  const waysBack = versions.filter((version) => version.source.strands.some(hasWayBack) && !isInBaseline(version, mapping))
  const verified = new Set(proofs.flatMap(({ downgrades }) => downgrades))
  const unverified = waysBack.filter(({ name }) => !verified.has(name))
  const noticed = noticedIn(parts)
  const sourceNotes = (kind: SourceNote['kind']) => noticed.filter((note) => note.kind === kind).length
  return {
    ...(parts.length > 1 ? { repositories: parts.length } : {}),
    'numbers read': versions.length,
    imported: versionsWith(({ isPlaceholder, source }) => !isPlaceholder && !isGate(source) && !source.strands.some(isStub)),
    stubs: versionsWith(({ source }) => !source.isCodeOnly && source.strands.some(isStub)),
    'no-op': versionsWith(({ isPlaceholder, source }) => isPlaceholder || isGate(source)),
    placeholders: versionsWith(({ isPlaceholder }) => isPlaceholder),
    'placeholders dropped': versionsWith(({ isDropped }) => isDropped),
    'no-op gates': versionsWith(({ source }) => isGate(source)),
    'below the baseline': versionsWith(({ isBelowBaseline }) => isBelowBaseline),
    collisions: versionsWith(({ collision }) => collision.length > 0),
    'back-ports': revisions.filter(({ equivalentTo }) => equivalentTo.length > 0).length,
    'non-transactional': filesWith('non-transactional'),
    'own transaction': filesWith('own transaction'),
    'wrapping transactions removed': filesWith('wrapping transaction removed'),
    'percent signs undoubled': sourceNotes('percent signs undoubled'),
    'extracted from code': sourceNotes('extracted from code'),
    'run with their builder': sourceNotes('runs with its builder'),
    recorded: versionsWith(({ source }) => source.strands.some(({ recording }) => recording !== undefined)),
    variants: versionsWith(({ source }) => dialectsOf(source).size > 1),
    holes: versions.reduce((sum, { source }) => sum + (source.holes?.length ?? 0), 0),
    'placeholders left': sourceNotes('placeholder left'),
    'downs verified': waysBack.length - unverified.length,
    'downs unverified': unverified.length,
    'downs left out': versionsWith((version) => isInBaseline(version, mapping) && version.source.strands.some(hasWayBack)),
    'statements on a bookkeeping table': notes.reduce((sum, { statements = 0 }) => sum + statements, 0),
    'needs a human':
      filesWith('needs a human') + new Set(noticed.filter(({ kind }) => kind === 'needs a human').map(({ file }) => file)).size,
    'not imported': filesWith('not imported'),
    'ignored look-alikes': parts.reduce((sum, { line }) => sum + line.ignored.length, 0),
  }
}

/** What the readers noticed, each file with the label of its repository in front. */
const noticedIn = (parts: readonly SourcePart[]): readonly SourceNote[] =>
  parts.flatMap(({ label, line }) => line.notes.map((note) => ({ ...note, file: placed(note.file, label) })))

const placed = (file: string, label: string | undefined): string => (label === undefined ? file : `${label}/${file}`)

const dialectsOf = ({ strands }: SourceVersion): ReadonlySet<Dialect> =>
  new Set(
    strands.flatMap(({ body }) =>
      body.kind === 'sql' ? body.sections.flatMap(({ dialect }) => (dialect === undefined ? [] : [dialect])) : [],
    ),
  )

/** It was code that sends no SQL: somebody said so, or the old tool changed nothing when it ran it. */
const isGate = ({ isCodeOnly, strands }: SourceVersion): boolean =>
  isCodeOnly ||
  strands.every(({ recording, body }) => recording !== undefined && body.kind === 'sql' && body.sections.every(({ text }) => text === ''))

/** It keeps its place and fails there. */
const isStub = ({ body }: Strand): boolean => body.kind === 'foreign'

/** A baseline has no way back, whatever the numbers in it had. */
function isInBaseline({ revision, isBelowBaseline }: MappedVersion, { revisions }: Mapping): boolean {
  return isBelowBaseline || (revisions[0]?.content.kind === 'baseline' && revisions[0].id === revision)
}

/** A way back that does something. */
function hasWayBack({ body }: Strand): boolean {
  if (body.kind === 'code') {
    // node-pg-migrate turns the way up round where nothing is written
    const isDerived = body.builder === 'node-pg-migrate' && !/\bdown\b/.test(body.text)
    return isDerived || holdsFunction(body.text, ['down', 'downgrade'])
  }
  return (body.sections ?? []).some(
    (section) => section.direction === 'downgrade' && [...statementsOf(section).values()].some((statements) => statements.length > 0),
  )
}

function noteAll({ parts, mapping, rendered, proofNotes }: ConversionFacts): readonly string[] {
  const collisions = mapping.versions.filter(({ collision }) => collision.length > 0)
  const gates = mapping.versions.filter(({ source }) => source.isCodeOnly)
  const twins = mapping.revisions.filter(({ equivalentTo }) => equivalentTo.length > 0)
  return [
    ...collisions.map(
      ({ name, collision, revision }) =>
        `version ${name} was written twice: ${collision.join(' and ')} are siblings, joined by ${revision}`,
    ),
    ...gates.map(
      ({ name, source }) => `version ${name} (${source.strands[0]?.files[0]?.name ?? ''}) was code that sends no SQL: imported as a no-op`,
    ),
    ...twins.map(
      ({ id, digits, equivalentTo }) =>
        `${id} (${digits}) is the same change as ${equivalentTo.join(', ')} under another number: a database that has one has both`,
    ),
    ...new Set(rendered.flatMap(({ notes }) => notes.map(({ kind, file, text }) => `${file}: ${kind}: ${text}`))),
    ...mapping.versions.flatMap(({ name, source: { holes = [], strands } }) =>
      holes.map((dialect) => `version ${name} has no file for ${dialect} (${strands[0]?.files[0]?.name ?? ''}): it does nothing there`),
    ),
    ...noticedIn(parts).map(({ kind, file, text }) => `${file}: ${kind}: ${text}`),
    ...parts.flatMap(({ label, line }) => line.ignored.map(({ name, why }) => `${placed(name, label)}: not imported: ${why}`)),
    ...proofNotes,
  ]
}
