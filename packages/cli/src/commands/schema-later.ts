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
        `'${name}' is not available yet: models are not compared with databases in this version`,
        {
          details: { command: name },
          hint: meanwhile,
        },
      )
    },
  })
}

export const compareModelToDb = notYet(
  'compare_model_to_db [model]',
  'compare-model-to-db',
  'Compare entities with the database',
  'To compare two databases, use: mig compare URL URL',
)
export const createModel = notYet(
  'create_model',
  'create-model',
  'Write entities from the database',
  'Until then, write the entities by hand; see mig status for the database that is meant.',
)
export const makeUpdateScriptForModel = notYet(
  'make_update_script_for_model [oldmodel] [model]',
  'make-update-script-for-model',
  'Write a version from the difference of two models',
  'Write the version by hand: mig script DESCRIPTION',
)
export const updateDbFromModel = notYet(
  'update_db_from_model [model]',
  'update-db-from-model',
  'Bring the database to a model',
  'Write a version with the difference, then run: mig upgrade',
)
