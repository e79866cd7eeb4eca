import type { JournalEntry } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import { duration } from '../render/duration.js'
import { styler } from '../render/style.js'

export const log = defineCommand({
  command: 'log [revision]',
  describe: 'What ran, when, by whom, how long, with what result',
  group: 'Look',
  positionals: { revision: 'only this revision or version' },
  options: { limit: { type: 'number', alias: 'n', describe: 'only the newest N entries' } },
  async run(args, context) {
    const [revision, limit] = [textOf(args, 'revision'), args['limit']]
    const migrator = await context.migrator()
    const entries = await migrator.log({ ...(revision === undefined ? {} : { revision }), ...(typeof limit === 'number' ? { limit } : {}) })
    const style = styler(context.io)
    return { data: { entries }, text: entries.length > 0 ? entries.map((entry) => entryLine(entry, style)) : 'the journal is empty' }
  },
})

function entryLine(entry: JournalEntry, style: ReturnType<typeof styler>): string {
  const elapsed = entry.finishedAt === undefined ? '' : `  ${duration(Date.parse(entry.finishedAt) - Date.parse(entry.startedAt))}`
  const what = `${entry.direction} ${entry.revision}${entry.statement > 0 ? ` statement ${entry.statement}` : ''}`
  const state = style(entry.state === 'failed' ? 'bad' : entry.state === 'done' ? 'good' : 'dim', entry.state)
  return `${entry.startedAt}  ${what}  ${state}${elapsed}  ${entry.user}@${entry.host}${entry.detail === undefined ? '' : `  ${entry.detail.split('\n', 1)[0]}`}`
}
