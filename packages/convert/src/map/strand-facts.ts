import { classifyStatement } from '@mig/sql'
import type { SourceSection, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'

/** True when a change sends nothing at all: a number reserved for a back-port. */
export function isPlaceholder(strand: Strand): boolean {
  if (strand.body.kind !== 'sql') return false
  const upgrades = upgradesOf(strand)
  // Python beside SQL for some dialects is what runs on the others.
  const othersRunPython = strand.left.some((file) => file.endsWith('.py')) && upgrades.every(({ dialect }) => dialect !== undefined)
  return upgrades.length > 0 && !othersRunPython && strand.body.sections.every(isEmpty)
}

/** The upgrade sections of a SQL change; none of a change in code. */
export function upgradesOf(strand: Strand): readonly SourceSection[] {
  return strand.body.kind === 'sql' ? strand.body.sections.filter(({ direction }) => direction === 'upgrade') : []
}

/** True when a section holds a statement that its dialect runs outside a transaction only. */
export function needsNoTransaction(section: SourceSection): boolean {
  return [...statementsOf(section)].some(([dialect, statements]) =>
    statements.some(({ text }) => !classifyStatement(text, dialect).transactional),
  )
}

/** True when a section begins or ends transactions itself. */
export function controlsTransaction(section: SourceSection): boolean {
  return [...statementsOf(section)].some(([dialect, statements]) =>
    statements.some(({ text }) => classifyStatement(text, dialect).controlsTransaction),
  )
}

function isEmpty(section: SourceSection): boolean {
  return [...statementsOf(section).values()].every((statements) => statements.length === 0)
}
