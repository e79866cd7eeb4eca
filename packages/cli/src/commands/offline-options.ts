import { MigError, type OfflineContext, type OfflineRequest } from '@mig/core'
import { textOf, type Arguments, type CommandResult } from '../command.js'
import type { CommandContext } from '../context.js'

/** Options of the commands that can write their change out as SQL. */
export const offlineOptions = {
  sql: { type: 'boolean', describe: 'print a script for the server’s own client instead; needs no database; ranges FROM:TO' },
  dialect: { type: 'string', describe: 'with --sql: postgres, mysql, mariadb or sqlite (default: that of the database URL)' },
} as const

/** `--tag`, of the commands that write journal rows. */
export const tagOption = {
  tag: { type: 'string', describe: 'a word of your own, noted in the journal: a ticket, a release' },
} as const

/** The tag as the library takes it. */
export const tagOf = (args: Arguments): { readonly tag?: string } => {
  const tag = textOf(args, 'tag')
  return tag === undefined ? {} : { tag }
}

/** Prints a change as SQL. Nothing is connected. */
export async function showSql(request: OfflineRequest, args: Arguments, context: CommandContext): Promise<CommandResult> {
  for (const other of ['plan', 'purge', 'preview-sql', 'preview-py']) if (args[other] === true) throw notTogether(other)
  const { offlineSql } = await import('@mig/core')
  const offline = await offlineContext(args, context)
  const script = await offlineSql(request, offline)
  return { data: { dialect: offline.dialect.dialect, ...script }, text: script.sql.trimEnd() }
}

/** What writes SQL without a database: dialect from the option, else from the URL. */
export async function offlineContext(args: Arguments, context: CommandContext): Promise<OfflineContext> {
  const [{ offlineDialect }, settings] = [await import('@mig/database'), await context.settings()]
  const source = textOf(args, 'dialect') ?? settings.database
  if (source === undefined) {
    throw new MigError('MIG_CONFIG_MISSING', 'neither a dialect nor a database is named', {
      hint: 'Pass --dialect postgres, mysql, mariadb or sqlite.',
    })
  }
  const repository = await context.repository()
  const keeps = args['keep-legacy-version'] === true || settings.keepLegacyVersion === true
  return {
    repository,
    ...(keeps ? { ledger: await (await import('@mig/convert')).keepLegacy(repository) } : {}),
    dialect: await offlineDialect(source, { journalTable: settings.journalTable, schema: settings.schema }),
    operations: () => import('@mig/schema'),
    transaction: settings.transaction,
    ...tagOf(args),
  }
}

/** @throws {MigError} `MIG_OPTION_INVALID` for options that only mean something with `--sql` */
export function refuseWithoutSql(args: Arguments, target?: string): void {
  if (args['sql'] === true) return
  if (args['dialect'] !== undefined) {
    throw new MigError('MIG_OPTION_INVALID', '--dialect belongs to --sql', { hint: 'Add --sql, or leave it out.' })
  }
  if (target !== undefined && /^(release:[^:]*|(?!release:)[^:]*):/.test(target)) {
    throw new MigError('MIG_TARGET_INVALID', `'${target}' is a range, and a database says itself where it starts`, {
      details: { target },
      hint: `Use ${target.slice(target.lastIndexOf(':') + 1) || 'head'} as the target, or add --sql to print a script.`,
    })
  }
}

function notTogether(other: string): MigError {
  return new MigError('MIG_OPTION_INVALID', `--sql and --${other} do not go together`, {
    details: { option: other },
    hint:
      other === 'purge'
        ? 'A script says itself where it starts: mig stamp FROM:TO --sql'
        : 'A script shows its steps already: their names are its comments.',
  })
}
