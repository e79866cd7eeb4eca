import { MigError, type AdoptOptions } from '@mig/core'
import { textOf, type Arguments, type OptionSpec } from '../command.js'

/** `--keep-legacy-version`, of every command that changes the version table. */
export const keepLegacyOption = {
  'keep-legacy-version': { type: 'boolean', describe: "keep the old tool's number in step, in the same transaction (after mig convert)" },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** Options of the commands that take a database over. */
export const adoptOptions = {
  'accept-drift': {
    type: 'boolean',
    describe: 'take a database of the old tool over although its schema differs; the differences are kept in the journal',
  },
  reason: { type: 'string', describe: 'with --accept-drift: why the differences may stay; kept in the journal' },
  'drop-legacy': { type: 'boolean', describe: "drop the old tool's table, or only this repository's row where others have one" },
  ...keepLegacyOption,
} as const satisfies Readonly<Record<string, OptionSpec>>

/** @throws {MigError} `MIG_OPTION_INVALID` when drift is to be accepted for no reason */
export function adoptOptionsOf(args: Arguments): AdoptOptions {
  const reason = textOf(args, 'reason')
  const accepts = args['accept-drift'] === true
  if (accepts && (reason === undefined || reason.trim() === '')) {
    throw new MigError('MIG_OPTION_INVALID', '--accept-drift needs a reason, which is kept in the journal', {
      hint: 'Add: --reason TEXT. To see the differences first: mig adopt --plan',
    })
  }
  if (!accepts && reason !== undefined) {
    throw new MigError('MIG_OPTION_INVALID', '--reason belongs to --accept-drift', { hint: 'Add --accept-drift, or leave it out.' })
  }
  return { ...(accepts ? { acceptDrift: { reason: reason! } } : {}), dropLegacy: args['drop-legacy'] === true }
}
