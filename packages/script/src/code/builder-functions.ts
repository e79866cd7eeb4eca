import { builderNames, MigError, runsBuilder, type BuilderName, type BuilderRun } from '@mig/core'

/** The functions of a migration of another tool, as the script's own. */
export interface BuilderFunctions {
  readonly upgrade: ((op: unknown) => Promise<void>) | undefined
  readonly downgrade: ((op: unknown) => Promise<void>) | undefined
  readonly transaction: boolean
}

/**
 * Reads the functions `up` and `down` of a migration that is written for another library's builder, as `builder = 'knex'` in it says.
 *
 * @param member finds what the script exports
 * @throws {MigError} `MIG_SCRIPT_EXPORT` for a builder that mig does not know
 */
export function builderFunctions(file: string, builder: unknown, member: (name: string) => unknown): BuilderFunctions {
  const name = builderNames.find((one) => one === builder)
  if (name === undefined) {
    throw new MigError('MIG_SCRIPT_EXPORT', `'${file}' exports the 'builder' ${JSON.stringify(builder)}, which mig does not know`, {
      details: { file, builder },
      hint: `Builders are ${builderNames.join(', ')}; without one the script exports upgrade and downgrade.`,
    })
  }
  const transaction = member('transaction') !== false && !asksForNoTransaction(member('config'))
  const exports = { shorthands: member('shorthands'), setup: member('setup') }
  const [up, down] = [member('up'), member('down')]
  const run = (action: unknown, isReverse = false) =>
    typeof action === 'function'
      ? (op: unknown) => runWith(op, { builder: name, file, action: action as BuilderRun['action'], isReverse, transaction, exports })
      : undefined
  return { upgrade: run(up), downgrade: isLeftOut(name, down) ? run(up, true) : run(down), transaction }
}

/** node-pg-migrate turns the way up round where there is no other; `down = false` says that there is none. */
const isLeftOut = (builder: BuilderName, down: unknown): boolean => builder === 'node-pg-migrate' && down === undefined

/** Knex: `config = { transaction: false }`. */
const asksForNoTransaction = (config: unknown): boolean =>
  typeof config === 'object' && config !== null && 'transaction' in config && config.transaction === false

async function runWith(op: unknown, run: BuilderRun): Promise<void> {
  if (typeof op === 'object' && op !== null && runsBuilder in op && typeof op[runsBuilder] === 'function')
    return await (op[runsBuilder] as (run: BuilderRun) => Promise<void>)(run)
  throw new MigError('MIG_SCRIPT_EXPORT', `'${run.file}' is written for ${run.builder}, which the configured operations do not know`, {
    details: { file: run.file, builder: run.builder },
    hint: "Give the migrator the operations of '@mig/schema'.",
  })
}
