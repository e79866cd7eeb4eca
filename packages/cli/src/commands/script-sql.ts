import { dialects, MigError, parseDialect, type Dialect } from '@mig/core'
import { dialectWord } from '@mig/script'
import { defineCommand, textOf } from '../command.js'
import { filesOf } from './script.js'

export const scriptSql = defineCommand({
  command: 'script_sql <dialect> <description>',
  aliases: ['script-sql'],
  describe: 'Write a new, empty pair of SQL files, up and down, under the next number',
  group: 'Write',
  mode: { only: 'linear', instead: 'mig revision -m DESCRIPTION --sql' },
  positionals: {
    dialect: 'postgresql, mysql (also for MariaDB), sqlite, or default for every one',
    description: 'what it does: becomes its file name',
  },
  examples: [['mig script_sql postgresql "index emails"', 'versions/002_index_emails_postgresql_upgrade.sql and …_downgrade.sql']],
  async run(args, context) {
    const dialect = readDialect(textOf(args, 'dialect') ?? '')
    const created = await (
      await context.linearRepository()
    ).create({ description: textOf(args, 'description') ?? '', language: 'sql', ...(dialect === undefined ? {} : { dialect }) })
    return { data: created, text: filesOf([created], context.io.cwd) }
  },
})

/** `undefined` for `default`. */
function readDialect(word: string): Dialect | undefined {
  if (word === 'default') return undefined
  const dialect = parseDialect(word)
  if (dialect !== undefined) return dialect
  const known = [...dialects.map(dialectWord), 'default'].join(', ')
  throw new MigError('MIG_OPTION_INVALID', `'${word}' is no dialect: a script for it would never run`, {
    details: { dialect: word },
    hint: `Use one of ${known}.`,
  })
}
