import type { Dialect } from '@mig/core'
import { classifyStatement, type SplitStatement } from '@mig/sql'
import { plausibleReadings } from '../map/strand-facts.js'
import type { SourceSection } from '../source/number-line.js'

/**
 * A section's text without one BEGIN at its start and one COMMIT at its end: the step is a transaction already.
 *
 * @returns `undefined` when there is no such pair, or when something in between controls transactions as well
 */
export function withoutWrappingTransaction(section: SourceSection): string | undefined {
  // outside a transaction of ours its own one still counts
  if (!section.transaction) return undefined
  const cuts = plausibleReadings(section).map(([dialect, statements]) => cutPair(section.text, dialect, statements))
  const [first] = cuts
  return first !== undefined && cuts.every((text) => text === first) ? first : undefined
}

function cutPair(text: string, dialect: Dialect, statements: readonly SplitStatement[]): string | undefined {
  const controlling = statements.filter((statement) => classifyStatement(statement.text, dialect).controlsTransaction)
  const [first, last] = [statements[0], statements.at(-1)]
  if (!first || !last || controlling.length !== 2 || controlling[0] !== first || controlling[1] !== last) return undefined
  // with a mode (BEGIN IMMEDIATE, START TRANSACTION ISOLATION LEVEL …) it says more than that there is a transaction
  if (!/^(?:begin(?:\s+(?:transaction|work))?|start\s+transaction)$/i.test(first.text)) return undefined
  if (!/^(?:commit|end)(?:\s+(?:transaction|work))?$/i.test(last.text)) return undefined
  return cut(cut(text, last), first)
}

/** Takes a statement out, with its delimiter and the line end behind it. */
function cut(text: string, { start, end }: SplitStatement): string {
  return text.slice(0, start) + text.slice(end).replace(/^[ \t]*;?[ \t]*(?:\r?\n)?/, '')
}
