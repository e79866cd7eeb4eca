import { MigError } from '@mig/core'
import { defineCommand, type Command } from '../command.js'

/** A command of SQLAlchemy Migrate that has its name here and cannot be run yet. */
function notYet(command: string, alias: string, describe: string, meanwhile: string): Command {
  const [name] = command.split(' ') as [string]
  return defineCommand({
    command,
    aliases: [alias],
    describe: `${describe} (not available yet)`,
    group: 'Look',
    isAvailable: false,
    positionals: Object.fromEntries(
      [...command.matchAll(/<(\w+)>|\[(\w+)\]/g)].map((match) => [(match[1] ?? match[2])!, 'file with the entities']),
    ),
    run: () => {
      throw new MigError(
        'MIG_COMMAND_UNAVAILABLE',
        `'${name}' is not available yet: entities are not written from databases in this version`,
        {
          details: { command: name },
          hint: meanwhile,
        },
      )
    },
  })
}

export const createModel = notYet(
  'create_model',
  'create-model',
  'Write entities from the database',
  'Until then, write the entities by hand; see mig status for the database that is meant.',
)
