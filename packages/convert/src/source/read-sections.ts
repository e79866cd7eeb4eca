import { dialects as allDialects, MigError, type Dialect, type Direction } from '@mig/core'
import { splitStatements } from '@mig/sql'
import { statementEnd } from './end-statement.js'
import type { SourceNote, SourceSection } from './number-line.js'
import type { SectionMarks, SourcePreset } from './preset.js'

/** A SQL file of a version, and what its name said. */
export interface SqlFile {
  /** Below the folder of the migrations. */
  readonly path: string
  readonly text: string
  /** Absent: both, told by marks. */
  readonly direction?: Direction | undefined
  /** For these databases alone; absent: for all. */
  readonly dialects?: readonly Dialect[] | undefined
  readonly transaction: boolean
}

/** Sections of a file, and what was noticed. */
export interface ReadSections {
  readonly sections: readonly SourceSection[]
  readonly notes: readonly SourceNote[]
}

/**
 * Parts a SQL file into sections as its tool does. The text of statements stays; only marks of the tool go.
 *
 * @param values for placeholders: names that are given are filled, all others stay
 * @throws {MigError} `MIG_CONVERT_SOURCE` where the tool refuses the file too
 */
export function readSections(preset: SourcePreset, file: SqlFile, values: ReadonlyMap<string, string>): ReadSections {
  const notes: SourceNote[] = []
  const text = fillPlaceholders(preset, file, values, notes)
  const outside = !file.transaction || preset.noTransaction?.test(text) === true
  const known = file.dialects ?? allDialects
  const parts = preset.marks ? partByMarks(preset, preset.marks, file, text, known) : undefined
  const pieces = parts ?? [{ direction: file.direction ?? 'upgrade', text, line: 1, transaction: true }]
  const sections = pieces.flatMap((piece) => {
    const body = defuseMarkers(preset, file, endAtBreakpoints(preset, piece.text, known), notes)
    const targets = file.dialects ?? [undefined]
    const transaction = piece.transaction && !outside
    return targets.map((dialect) => ({
      direction: piece.direction,
      dialect,
      text: body,
      transaction,
      file: file.path,
      line: piece.line,
    }))
  })
  return { sections, notes }
}

interface Piece {
  readonly direction: Direction
  readonly text: string
  readonly line: number
  readonly transaction: boolean
}

function partByMarks(
  preset: SourcePreset,
  marks: SectionMarks,
  file: SqlFile,
  text: string,
  known: readonly Dialect[],
): readonly Piece[] | undefined {
  const pieces: { direction: Direction; lines: string[]; line: number; transaction: boolean }[] = []
  const before: string[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/(?<=\n)/)
  for (const [at, line] of lines.entries()) {
    const content = line.replace(/\r?\n$/, '')
    const direction = marks.up.test(content) ? 'upgrade' : marks.down.test(content) ? 'downgrade' : undefined
    const open = pieces.at(-1)
    if (direction !== undefined) {
      pieces.push({ direction, lines: [], line: at + 2, transaction: marks.noTransaction?.test(content) !== true })
    } else if (open === undefined) before.push(line)
    else {
      open.lines.push(line)
      if (marks.statementEnd?.test(content)) open.lines.splice(-1, 0, withLineEnd(statementEnd(open.lines.slice(0, -1).join(''), known)))
    }
  }
  const lead = before.join('')
  if (!pieces.some(({ direction }) => direction === 'upgrade')) {
    if (pieces.length === 0 && (marks.needed === 'optional' || !sendsAnything(lead, known))) return undefined
    throw new MigError('MIG_CONVERT_SOURCE', `${file.path} has no mark that begins its upgrade, and ${preset.title} refuses it`, {
      details: { file: file.path, format: preset.name },
      hint: 'Add the mark, or move the file away; nothing was written.',
    })
  }
  if (sendsAnything(lead, known)) {
    throw new MigError('MIG_CONVERT_SOURCE', `${file.path}:1: there is SQL before the first mark, which ${preset.title} never runs`, {
      details: { file: file.path, line: 1, format: preset.name },
      hint: 'Move it below a mark, or take it out; nothing was written.',
    })
  }
  return joinPieces(pieces)
}

/** A tool that lets a direction come twice runs its parts one after the other. */
function joinPieces(pieces: readonly { direction: Direction; lines: string[]; line: number; transaction: boolean }[]): readonly Piece[] {
  return (['upgrade', 'downgrade'] as const).flatMap((direction) => {
    const own = pieces.filter((piece) => piece.direction === direction)
    const [first] = own
    if (!first) return []
    const transaction = own.every((piece) => piece.transaction)
    return [{ direction, text: own.map(({ lines }) => lines.join('')).join(''), line: first.line, transaction }]
  })
}

const withLineEnd = (mark: string): string => (mark === '' ? '' : `${mark}\n`)

function endAtBreakpoints(preset: SourcePreset, text: string, known: readonly Dialect[]): string {
  if (!preset.breakpoint) return text
  const chunks = text.split(preset.breakpoint)
  return chunks.map((chunk, at) => (at === chunks.length - 1 ? chunk : `${chunk}${statementEnd(chunk, known)}`)).join('')
}

function sendsAnything(text: string, known: readonly Dialect[]): boolean {
  return known.every((dialect) => {
    try {
      return splitStatements(text, dialect).length > 0
    } catch {
      return true
    }
  })
}

/** A comment that a graph's file would take for the beginning of a section. */
const nearMarker = /(--+|#+|\/\*+)(\s*)(?=migrat\w*[\s_]*[:=\s-]\s*(?:up|down)\b|migrate\s*:)/gi

function defuseMarkers(preset: SourcePreset, file: SqlFile, text: string, notes: SourceNote[]): string {
  if (!/migrat/i.test(text)) return text
  const defused = text.replaceAll(nearMarker, '$1$2~ ')
  if (defused !== text) {
    notes.push({
      kind: 'needs a human',
      file: file.path,
      text: `a comment in it looks like the beginning of a section and is none to ${preset.title}: what follows it still runs with what stands before; it was marked with '~'`,
    })
  }
  return defused
}

function fillPlaceholders(preset: SourcePreset, file: SqlFile, values: ReadonlyMap<string, string>, notes: SourceNote[]): string {
  const { placeholder, placeholderWhen } = preset
  if (!placeholder || placeholderWhen?.test(file.text) === false) return file.text
  const [filled, left] = [new Set<string>(), new Map<string, number>()]
  const text = file.text.replace(placeholder, (whole, ...rest) => {
    const groups = rest.at(-1) as Readonly<Record<string, string>>
    const name = groups['name'] ?? whole
    const value = values.get(name)
    if (value === undefined) {
      const offset = rest.find((item) => typeof item === 'number') as number
      if (!left.has(name)) left.set(name, file.text.slice(0, offset).split('\n').length)
      return whole
    }
    filled.add(name)
    return value
  })
  const list = (names: Iterable<string>) => [...names].map((name) => `'${name}'`).join(', ')
  if (filled.size > 0) notes.push({ kind: 'placeholder filled', file: file.path, text: `${list(filled)} as given with --define` })
  for (const [name, line] of left) {
    notes.push({
      kind: 'placeholder left',
      file: `${file.path}:${line}`,
      text: `'${name}' stays as it is written: give it with --define ${name}=VALUE if ${preset.title} fills it, leave it if it is data`,
    })
  }
  return text
}
