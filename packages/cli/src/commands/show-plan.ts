import { relative } from 'node:path'
import { countOf, type DescribedStep, type LostData, type Migrator, type Plan } from '@mig/core'
import type { CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { ledgerText, nothingText } from '../render/revisions.js'
import { styler } from '../render/style.js'

/**
 * Prints a plan: each step, what a failure would leave of it, its files, and the data that it destroys. Nothing runs.
 *
 * @param before what happens before the first step
 */
export async function showPlan(
  migrator: Migrator,
  plan: Plan,
  context: CommandContext,
  before: readonly string[] = [],
): Promise<CommandResult> {
  const steps = await migrator.describePlan(plan)
  const halfDone = plan.steps.length === 0 ? [] : await migrator.planRecovery()
  const style = styler(context.io)
  const verbose = context.args['verbose'] === true
  const lines = steps.flatMap((described) => {
    const { step, description, atomicity, statements, files, notices } = described
    const name = step.kind === 'stamp' ? `record ${ledgerText(step)}` : `${step.kind} ${style('mark', step.revision)}`
    const begun = step.kind === 'stamp' ? undefined : halfDone.find(({ revision }) => revision === step.revision)
    const count = statements === undefined ? '' : `, ${countOf(statements, 'statement')}`
    const loss = lossText(described)
    return [
      `${[name, description].filter(Boolean).join(' ')}${style('dim', `  [${atomicity}${count}]`)}`,
      ...(begun ? [`    half-done: an earlier run has done ${countOf(begun.done.length, 'statement')}; mig recover --plan explains`] : []),
      ...(loss === undefined ? [] : [style('bad', `    ${loss}`)]),
      ...notices.map((notice) => `    ${notice}`),
      ...(verbose ? files.map((file) => style('dim', `    ${relative(context.io.cwd, file)}`)) : []),
    ]
  })
  const last = `${plan.from.join(', ') || 'base'} -> ${plan.to.join(', ') || 'base'}, ${countOf(plan.steps.length, 'step')}; nothing was run`
  return { data: { ...plan, steps, before }, text: [...before, ...(plan.steps.length === 0 ? [nothingText(plan)] : [...lines, last])] }
}

/** `loses table account, column order.note, rows of log`. */
function lossText({ step, loses }: DescribedStep): string | undefined {
  if (loses === undefined) return step.kind === 'downgrade' ? 'what is lost is not known: the script is code' : undefined
  return loses.length === 0 ? undefined : `loses ${[...new Set(loses.map(nameOf))].join(', ')}`
}

function nameOf(lost: LostData): string {
  if (lost.kind === 'rows') return `rows of ${lost.table}`
  return lost.kind === 'column' ? `column ${lost.table}.${lost.name}` : `${lost.kind} ${lost.name}`
}
