import type { Dialect } from '@mig/core'
import { classifyStatement, type SplitStatement } from '@mig/sql'
import type { SourceSection, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'

/** True when a change sends nothing at all: a number reserved for a back-port. */
export function isPlaceholder(strand: Strand): boolean {
  // what does nothing on one database may do something on another
  if (strand.body.kind !== 'sql' || strand.recording) return false
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
  return plausibleReadings(section).some(([dialect, statements]) =>
    statements.some(({ text }) => classifyStatement(text, dialect).controlsTransaction),
  )
}

/**
 * How the dialects read a section, without those that misread it: to a dialect that does not know a body (a trigger of SQLite, a routine of
 * MySQL) its END stands alone, as if it ended a transaction that nothing began.
 */
export function plausibleReadings(section: SourceSection): readonly (readonly [Dialect, readonly SplitStatement[]])[] {
  const readings = [...statementsOf(section)]
  const plausible = readings.filter(([dialect, statements]) => !endsWhatNothingBegan(dialect, statements))
  return plausible.length > 0 ? plausible : readings
}

function endsWhatNothingBegan(dialect: Dialect, statements: readonly SplitStatement[]): boolean {
  let [isOpen, hasEnded] = [false, false]
  for (const { text } of statements) {
    const { controlsTransaction: controls, keyword } = classifyStatement(text, dialect)
    if (!controls) continue
    // the END of a body ends the file's own transaction, and its COMMIT is then the one too many
    if (!isOpen && (keyword === 'END' || (keyword === 'COMMIT' && hasEnded))) return true
    hasEnded ||= keyword === 'END'
    isOpen = keyword === 'BEGIN' || keyword === 'START TRANSACTION'
  }
  return false
}

function isEmpty(section: SourceSection): boolean {
  return [...statementsOf(section).values()].every((statements) => statements.length === 0)
}
