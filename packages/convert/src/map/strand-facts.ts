import { dialects, type Dialect } from '@mig/core'
import { classifyStatement, splitStatements } from '@mig/sql'
import type { SourceSection, Strand } from '../source/number-line.js'

/** True when a change sends nothing at all: a number reserved for a back-port. */
export function isPlaceholder(strand: Strand): boolean {
  return (
    strand.body.kind === 'sql' &&
    strand.body.sections.every((section) => dialectsOf(section).every((dialect) => splitStatements(section.text, dialect).length === 0))
  )
}

/** The dialects that a section is for. */
export function dialectsOf(section: SourceSection): readonly Dialect[] {
  return section.dialect === undefined ? dialects : [section.dialect]
}

/** True when every statement of the upgrade may run twice without changing anything the second time. */
export function isGuarded(strand: Strand): boolean {
  if (strand.body.kind !== 'sql') return false
  const statements = strand.body.sections
    .filter(({ direction }) => direction === 'upgrade')
    .flatMap((section) => dialectsOf(section).flatMap((dialect) => splitStatements(section.text, dialect)))
  return (
    statements.length > 0 &&
    statements.every(({ text }) =>
      /\bif\s+(?:not\s+)?exists\b|\bon\s+conflict\b[\s\S]*\bdo\s+nothing\b|^insert\s+(?:or\s+)?ignore\b/i.test(text),
    )
  )
}

/** True when a section holds a statement that its dialect runs outside a transaction only. */
export function needsNoTransaction(section: SourceSection): boolean {
  return dialectsOf(section).some((dialect) =>
    splitStatements(section.text, dialect).some(({ text }) => !classifyStatement(text, dialect).transactional),
  )
}

/** The upgrade's text per dialect, without layout: what tells whether two numbers hold the same change. */
export function changeKey(strand: Strand): string | undefined {
  if (strand.body.kind !== 'sql') return undefined
  return JSON.stringify(
    strand.body.sections
      .filter(({ direction }) => direction === 'upgrade')
      .map((section) => [
        section.dialect ?? '',
        dialectsOf(section).map((dialect) => splitStatements(section.text, dialect).map(({ text }) => text.replaceAll(/\s+/g, ' '))),
      ])
      .sort(),
  )
}
