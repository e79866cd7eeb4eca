import { MigError } from '@mig/core'
import { defineCommand } from '../command.js'

export const dbVersion = defineCommand({
  command: 'db_version',
  aliases: ['db-version', 'dbv'],
  describe: "The database's number",
  group: 'Look',
  mode: { only: 'linear', instead: 'mig current' },
  async run(_args, context) {
    const [repository, database] = [await context.linearRepository(), await context.database()]
    const session = await database.session({ create: false })
    try {
      const { controlled, version } = await repository.ledger().readVersion(session)
      if (!controlled) {
        throw new MigError('MIG_NOT_CONTROLLED', `${database.displayUrl} is not under version control`, {
          details: { database: database.displayUrl },
          hint: 'Run mig upgrade, or put it under control as it is: mig version_control NUMBER',
        })
      }
      return { data: { version: version ?? null }, text: version === undefined ? [] : String(version) }
    } finally {
      await session[Symbol.asyncDispose]()
    }
  },
})
