import { MigError, type Plan, type PreviewedScript, type Step } from '@mig/core'
import type { Arguments, CommandResult, OptionSpec } from '../command.js'
import type { CommandContext } from '../context.js'
import { nothingText } from '../render/revisions.js'
import { offlineContext } from './offline-options.js'

/** Options of the commands that run scripts: what would run, as text. */
export const previewOptions = {
  'preview-sql': { type: 'boolean', alias: 'preview_sql', describe: 'print the SQL that the scripts would send, and run nothing' },
  'preview-py': { type: 'boolean', alias: 'preview_py', describe: 'print the text of the code scripts, and run nothing' },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** Prints what the steps of a plan would run; `undefined` when that was not asked for. Nothing is changed. */
export async function preview(args: Arguments, context: CommandContext, makePlan: () => Promise<Plan>): Promise<CommandResult | undefined> {
  const [sql, code] = [args['preview-sql'] === true, args['preview-py'] === true]
  if (!sql && !code) return undefined
  const other = sql && code ? 'preview-py' : args['plan'] === true ? 'plan' : undefined
  if (other !== undefined) {
    throw new MigError('MIG_OPTION_INVALID', `--${sql ? 'preview-sql' : 'preview-py'} and --${other} do not go together`, {
      details: { option: other },
      hint: 'Give one of them.',
    })
  }
  const plan = await makePlan()
  const previewed = await (sql ? previewedSql(plan, args, context) : previewedCode(plan, args, context))
  const nameOf = await context.stepNames()
  const text = previewed.flatMap(({ step, text: lines }) => [`${nameOf(step)}...`, ...lines])
  return {
    data: { from: plan.from, to: plan.to, steps: previewed.map(({ text: _text, ...data }) => data) },
    text: text.length > 0 ? text : nothingText(plan),
  }
}

type Shown = PreviewedScript & { readonly text: readonly string[] }

async function previewedSql(plan: Plan, args: Arguments, context: CommandContext): Promise<readonly Shown[]> {
  const { previewSql } = await import('@mig/core')
  return (await previewSql(plan, await offlineContext(args, context))).map((one) => ({ ...one, text: one.statements }))
}

async function previewedCode(plan: Plan, args: Arguments, context: CommandContext): Promise<readonly Shown[]> {
  const [{ previewScripts }, { readText }] = await Promise.all([import('@mig/core'), import('@mig/script')])
  const scripts = await previewScripts(plan, await offlineContext(args, context))
  const sql = scripts.find(({ language }) => language === 'sql')
  if (sql) {
    throw new MigError('MIG_OPTION_INVALID', `'${revisionOf(sql.step)}' is SQL, not code: ${sql.file}`, {
      details: { revision: revisionOf(sql.step), file: sql.file },
      hint: 'Use --preview-sql, which prints both kinds as the SQL that they send.',
    })
  }
  return scripts.map((one) => ({ ...one, text: one.file === undefined ? [] : [readText(one.file).trimEnd()] }))
}

const revisionOf = (step: Step): string => (step.kind === 'stamp' ? '' : step.revision)
