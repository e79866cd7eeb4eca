import type { Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import { upgradesOf } from './strand-facts.js'

const kinds = '(?:table|index|view|sequence|schema|type|trigger|function|procedure|extension|event)'
const guards: readonly RegExp[] = [
  new RegExp(
    `^create\\s+(?:(?:unique|fulltext|spatial|temp|temporary|unlogged|materialized)\\s+)*${kinds}\\s+(?:concurrently\\s+)?if\\s+not\\s+exists\\b`,
    'i',
  ),
  new RegExp(`^drop\\s+(?:materialized\\s+)?${kinds}\\s+(?:concurrently\\s+)?if\\s+exists\\b`, 'i'),
  /^insert\s+(?:or\s+)?ignore\b/i,
  /^insert\b[^]*\bon\s+conflict\b[^]*\bdo\s+nothing\b/i,
  /^insert\b[^]*\bwhere\s+not\s+exists\b/i,
]
/** One guarded action; `ALTER TABLE IF EXISTS` guards the table, not the action. */
const guardedAlteration =
  /^alter\s+table\s+(?:if\s+exists\s+)?\S+\s+(?:add\s+(?:(?:column|index|constraint)\s+)?if\s+not\s+exists|drop\s+(?:(?:column|index|constraint)\s+)?if\s+exists)\b/i
const furtherAction = /,\s*(?:add|drop|alter|modify|change|rename)\b/i

/** True when every statement of the upgrade may run twice without changing anything the second time. */
export function isGuarded(strand: Strand): boolean {
  const statements = upgradesOf(strand).flatMap((section) => [...statementsOf(section).values()].flat())
  return statements.length > 0 && statements.every(({ text }) => isGuardedStatement(text))
}

function isGuardedStatement(text: string): boolean {
  return guards.some((guard) => guard.test(text)) || (guardedAlteration.test(text) && !furtherAction.test(text))
}
