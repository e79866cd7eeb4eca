import type { Migrator, Plan } from '@mig/core'
import type { CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'
import { ledgerText, nothingText } from '../render/revisions.js'
import { styler } from '../render/style.js'

/** Prints a plan: each step, what a failure would leave of it, and its files. Nothing runs. */
export async function showPlan(migrator: Migrator, plan: Plan, context: CommandContext): Promise<CommandResult> {
  const steps = await migrator.describePlan(plan)
  const style = styler(context.io)
  const lines = steps.map(({ step, description, atomicity, statements }) => {
    const name = step.kind === 'stamp' ? `record ${ledgerText(step)}` : `${step.kind} ${style('mark', step.revision)}`
    const count = statements === undefined ? '' : `, ${statements} statement${statements === 1 ? '' : 's'}`
    return `${name} ${description}${style('dim', `  [${atomicity}${count}]`)}`
  })
  const last = `${plan.from.join(', ') || 'base'} -> ${plan.to.join(', ') || 'base'}, ${plan.steps.length} step(s); nothing was run`
  return { data: { ...plan, steps }, text: plan.steps.length === 0 ? nothingText(plan) : [...lines, last] }
}
