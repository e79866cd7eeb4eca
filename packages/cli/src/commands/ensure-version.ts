import { defineCommand } from '../command.js'
import { offlineOptions, refuseWithoutSql, showSql } from './offline-options.js'

export const ensureVersion = defineCommand({
  command: 'ensure-version',
  aliases: ['ensure_version'],
  describe: 'Create the version table and the journal, and nothing else',
  group: 'Run',
  options: offlineOptions,
  async run(args, context) {
    if (args['sql'] === true) return showSql({ verb: 'ensure-version' }, args, context)
    refuseWithoutSql(args)
    const [migrator, repository] = [await context.migrator(), await context.repository()]
    await migrator.ensureVersionTable(context.signals)
    return { data: { table: repository.ledger().table }, text: `the version table '${repository.ledger().table}' is there` }
  },
})
