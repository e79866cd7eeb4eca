import { defineCommand, listOf, runOptions, textOf } from '../command.js'

export const acceptEdit = defineCommand({
  command: 'accept-edit <revisions..>',
  aliases: ['accept_edit'],
  describe: 'Accept that the script of an applied revision was edited',
  group: 'Run',
  positionals: { revisions: 'revisions, labels or numbers' },
  options: {
    reason: { type: 'string', demandOption: true, describe: 'why the database already has what the script says now; kept in the journal' },
    'lock-wait': runOptions['lock-wait'],
    'no-wait': runOptions['no-wait'],
  },
  examples: [['mig accept-edit ae10 --reason "typo in a comment of the table"', 'mig upgrade stops no longer at ae10']],
  async run(args, context) {
    const migrator = await context.migrator()
    const result = await migrator.acceptEdit(listOf(args, 'revisions'), { reason: textOf(args, 'reason') ?? '', ...context.signals })
    return {
      data: result,
      text: [
        ...(result.accepted.length > 0 ? [`accepted: ${result.accepted.join(', ')}`] : []),
        ...result.unchanged.map((revision) => `nothing to accept: '${revision}' says what it said when it ran`),
      ],
    }
  },
})
