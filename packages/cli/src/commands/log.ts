import { foldJournal, isMigError, type JournalEntry, type Mode } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import type { CommandContext } from '../context.js'
import { duration } from '../render/duration.js'
import { styler } from '../render/style.js'

export const log = defineCommand({
  command: 'log [revision]',
  describe: 'What ran, when, by whom, how long, with what result',
  group: 'Look',
  positionals: { revision: 'only this revision, label or version; also one that no file declares any more' },
  options: {
    limit: { type: 'number', alias: 'n', describe: 'only the newest N entries' },
    statements: { type: 'boolean', describe: 'also the single statements of finished steps, where no transaction covers them' },
  },
  examples: [
    ['mig log -n 5', 'the last five entries'],
    ['mig log ae10 --statements', 'all that ever ran of one revision'],
  ],
  async run(args, context) {
    const [target, limit] = [textOf(args, 'revision'), args['limit']]
    const [migrator, revisions] = [await context.migrator(), target === undefined ? undefined : await revisionsOf(target, context)]
    const read =
      revisions === undefined ? await migrator.log() : (await Promise.all(revisions.map((revision) => migrator.log({ revision })))).flat()
    const ordered = [...read].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
    const chosen = foldJournal(ordered, { statements: args['statements'] === true })
    const entries = typeof limit === 'number' ? chosen.slice(Math.max(0, chosen.length - limit)) : chosen
    const [style, mode] = [styler(context.io), await context.mode()]
    const nothing = target === undefined ? 'the journal is empty' : `the journal tells nothing of '${target}'`
    return { data: { entries }, text: entries.length > 0 ? entries.flatMap((entry) => entryLines(entry, mode, style)) : nothing }
  },
})

/** What a target names; a name that no file declares is looked for as it is. */
async function revisionsOf(target: string, context: CommandContext): Promise<readonly string[]> {
  try {
    const rows = /(?:^|@)current/.test(target) ? (await (await context.migrator()).current()).rows : []
    return await (await context.repository()).find(target, rows)
  } catch (error) {
    if (isMigError(error, 'MIG_TARGET_UNKNOWN') || isMigError(error, 'MIG_VERSION_GAP')) return [target]
    throw error
  }
}

function entryLines(entry: JournalEntry, mode: Mode, style: ReturnType<typeof styler>): readonly string[] {
  const runsScript = entry.direction === 'upgrade' || entry.direction === 'downgrade'
  const elapsed =
    entry.finishedAt === undefined || !runsScript ? '' : `  ${duration(Date.parse(entry.finishedAt) - Date.parse(entry.startedAt))}`
  const what = `${entry.direction} ${entry.revision}${entry.statement > 0 ? ` statement ${entry.statement}` : ''}`
  const tone = entry.state === 'failed' ? 'bad' : entry.state === 'done' ? 'good' : 'dim'
  // an intent's note is a fingerprint, which tells people nothing; nor does how the rows of a graph moved
  const isStep = entry.state === 'done' && runsScript
  const isNote = entry.state !== 'intent' && !(isStep && mode === 'dag')
  const [first = '', ...more] = isNote ? (entry.detail ?? '').trimEnd().split('\n') : []
  const state = style(tone, entry.state === 'intent' ? 'begun' : entry.state)
  return [
    `${entry.startedAt}  ${what}  ${state}${elapsed}  ${entry.user}@${entry.host}${first === '' ? '' : `  ${first}`}`,
    ...more.map((line) => `    ${line}`),
  ]
}
