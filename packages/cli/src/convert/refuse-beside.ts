import { MigError } from '@mig/core'
import type { Arguments } from '../command.js'

/**
 * Refuses options that one way of converting has no use for: who writes them expects something of them.
 *
 * @throws {MigError} `MIG_OPTION_INVALID`
 */
export function refuseBeside(args: Arguments, way: string, others: readonly string[]): void {
  const option = others.find((name) => args[name] !== undefined && args[name] !== false)
  if (option === undefined) return
  throw new MigError('MIG_OPTION_INVALID', `--${option} means nothing beside --${way}`, {
    details: { option, beside: way },
    hint: `Leave --${option} out; see mig convert --help.`,
  })
}

/**
 * Refuses an option that only means something beside another.
 *
 * @throws {MigError} `MIG_OPTION_INVALID`
 */
export function refuseLone(args: Arguments, option: 'lockstep'): void {
  if (args[option] === undefined || args[option] === false) return
  throw new MigError('MIG_OPTION_INVALID', `--${option} belongs to --label`, {
    details: { option },
    hint: 'Name each repository: --label NAME=FOLDER; or leave it out.',
  })
}
