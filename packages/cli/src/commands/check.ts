import { checkItems, MigError, runCheck, type CheckName, type CheckPart } from '@mig/core'
import { defineCommand, listOf } from '../command.js'
import type { CommandContext } from '../context.js'
import { checkLines } from '../render/check.js'
import { styler } from '../render/style.js'

const names: readonly (CheckPart | CheckName)[] = Object.entries(checkItems).flatMap(([part, items]) => [part as CheckPart, ...items])

/** A finding for each difference between the models and the database. */
async function modelErrors(context: CommandContext): Promise<readonly MigError[]> {
  const { modelDifference } = await import('../models/model-difference.js')
  const { differenceData } = await import('../models/difference-lines.js')
  const { differences, notes } = differenceData(await modelDifference(context, { mayBeBehind: true }))
  const instead =
    (await context.mode()) === 'dag' ? 'mig revision --autogenerate -m DESCRIPTION' : 'mig make_update_script_for_model DESCRIPTION'
  return [...differences, ...notes].map(
    (text) =>
      new MigError('MIG_MODELS_DIFFER', `to bring the database to the models: ${text}`, { hint: `Write it as a script: ${instead}` }),
  )
}

export const check = defineCommand({
  command: 'check',
  describe: 'Look for everything that is wrong with the repository and the database',
  group: 'Look',
  options: {
    only: { type: 'string', array: true, choices: names, describe: 'only these parts or looks; may be given several times' },
    offline: { type: 'boolean', describe: 'look at files alone, without a database' },
    fix: { type: 'boolean', describe: 'write versions/LATEST or versions/HEADS as it should be' },
  },
  examples: [
    ['mig check --offline', 'before a commit: files alone'],
    ['mig check --only behind --only edited', 'before a deployment: exit 3 when the database is behind or a script was edited'],
    ['mig check --fix', 'after a git merge that conflicted in versions/HEADS or versions/LATEST'],
  ],
  async run(args, context) {
    const [repository, settings] = [await context.repository(), await context.settings()]
    const only = listOf(args, 'only') as readonly (CheckPart | CheckName)[] // yargs lets only these pass
    const offline = args['offline'] === true
    const asked = only.find((name) => name === 'database' || (checkItems.database as readonly string[]).includes(name))
    if (asked !== undefined && offline) {
      throw new MigError('MIG_OPTION_INVALID', `--only ${asked} needs the database, and --offline does without`, {
        details: { only, offline },
        hint: 'Leave one of the two out.',
      })
    }
    if (asked !== undefined) await context.database()
    const hasDatabase = settings.database !== undefined
    const report = await runCheck(
      {
        repository,
        adoption: () => import('@mig/convert'),
        ...(hasDatabase ? { database: () => context.database() } : {}),
        ...(hasDatabase && settings.models !== undefined ? { models: () => modelErrors(context) } : {}),
      },
      { only, offline, fix: args['fix'] === true },
    )
    const place = {
      repository: `${repository.location} (${repository.mode})`,
      models: settings.models ?? 'not named',
      database: hasDatabase && !offline ? (await context.database()).displayUrl : 'not named',
    }
    return {
      data: report,
      text: checkLines(report, place, context.io.cwd, styler(context.io)),
      exitCode: report.ok ? 0 : 3,
    }
  },
})
