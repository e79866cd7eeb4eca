import { dialects as allDialects, type Dialect } from '@mig/core'
import { upgradesOf } from '../map/strand-facts.js'
import type { NumberLine, SourceNote, SourceSection, SourceVersion, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import { hidePasswords } from './hide-passwords.js'

/** Puts what was recorded in the place of the code; the code's file stays the version's file. */
export function withRecorded(
  line: NumberLine,
  recorded: ReadonlyMap<Strand, readonly SourceSection[]>,
  notes: readonly SourceNote[],
  command: string,
): NumberLine {
  const told: SourceNote[] = []
  const versions = line.versions.map((source): SourceVersion => {
    const strands = source.strands.map((strand): Strand => {
      const sections = recorded.get(strand)
      if (!sections) return strand
      const text = whatWasRecorded(sections, command)
      told.push({ kind: 'recorded', file: codeOf(strand)[0] ?? fileOf(source), text })
      return recordedStrand(strand, sections, hidePasswords(command))
    })
    const isCodeOnly =
      source.isCodeOnly && strands.every(({ body }) => body.kind !== 'sql' || body.sections.every(({ text }) => text === ''))
    return { ...source, strands: isCodeOnly ? source.strands : strands, isCodeOnly }
  })
  return { ...line, versions, notes: [...line.notes, ...told, ...notes] }
}

function whatWasRecorded(sections: readonly SourceSection[], command: string): string {
  const counts = sections.map((one) => [one.dialect, statementsOf(one).get(one.dialect!)?.length ?? 0] as const)
  const tool = `'${hidePasswords(command)}'`
  if (counts.every(([, count]) => count === 0))
    return `${tool} changed nothing there (${counts.map(([dialect]) => dialect).join(', ')}): a no-op`
  return `what ${tool} did there, in statements: ${counts.map(([dialect, count]) => `${count} on ${dialect}`).join(', ')}; it has no way back`
}

/** What was recorded, beside what it has in SQL. What does nothing is undone by nothing. */
function recordedStrand(strand: Strand, recorded: readonly SourceSection[], command: string): Strand {
  const own = strand.body.kind === 'code' ? [] : (strand.body.sections ?? [])
  const back = recorded.filter(({ text }) => text === '').map((section): SourceSection => ({ ...section, direction: 'downgrade' }))
  const sections = [...own, ...recorded, ...back]
  const covered = new Set(sections.filter(({ direction }) => direction === 'upgrade').map(({ dialect }) => dialect))
  const code = new Set(codeOf(strand))
  return {
    ...strand,
    body: { kind: 'sql', sections },
    left: allDialects.every((dialect) => covered.has(dialect)) ? strand.left.filter((file) => !code.has(file)) : strand.left,
    recording: { command, dialects: recorded.map(({ dialect }) => dialect!) },
  }
}

/** Whether what a version does on a database is code that mig does not run: all of it, or beside SQL for other databases. */
export function isCodeFor(strand: Strand, dialect: Dialect): boolean {
  const { body } = strand
  if (body.kind === 'foreign') return !body.sections?.some(({ direction }) => direction === 'upgrade')
  return (
    codeOf(strand).length > 0 &&
    !upgradesOf(strand).some((section) => section.dialect === undefined || section.dialect === dialect) &&
    body.kind === 'sql'
  )
}

/** The files in code that mig does not run. */
const codeOf = ({ body, left }: Strand): readonly string[] =>
  [...(body.kind === 'foreign' ? body.files : []), ...left].filter((file) => !file.endsWith('.sql'))

/** The file that a version is called by. */
export const fileOf = ({ strands, version }: SourceVersion): string => strands[0]?.files[0]?.name ?? version
