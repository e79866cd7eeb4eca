import { defineCommand } from '../command.js'

export const dropVersionControl = defineCommand({
  command: 'drop_version_control',
  aliases: ['drop-version-control'],
  describe: "Remove this repository's version row; the schema stays",
  group: 'Start',
  mode: { only: 'linear', instead: 'mig stamp base' },
  async run(_args, context) {
    const [repository, database] = [await context.linearRepository(), await context.database()]
    await repository.release(database)
    return { data: { controlled: false }, text: 'no longer under version control' }
  },
})
