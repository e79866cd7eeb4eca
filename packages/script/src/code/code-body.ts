import { MigError, type Body, type BuilderName, type Dialect, type Direction } from '@mig/core'
import { builderFunctions } from './builder-functions.js'
import { importFile } from './import-file.js'
import { sqlText } from '../sql/sql-text.js'

/** A code migration, imported. */
export interface CodeModule {
  readonly file: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly upgrade: ((op: unknown) => Promise<void>) | undefined
  readonly downgrade: ((op: unknown) => Promise<void>) | undefined
  /** `false` when it exports `transaction = false`. */
  readonly transaction: boolean
}

/**
 * Imports a code migration and finds its functions: exported `upgrade` and `downgrade`, the same on the default export, or a class
 * with TypeORM's `up(queryRunner)` and `down(queryRunner)`; where it exports `builder = 'knex'`, the `up` and `down` of a Knex migration.
 *
 * @param builder for a file that does not say it itself
 * @throws {MigError} `MIG_SCRIPT_SYNTAX`, `MIG_SCRIPT_IMPORT`; `MIG_SCRIPT_EXPORT` when `transaction` is no boolean, or an export of the right name is no function
 */
export async function loadCodeModule(file: string, builder?: BuilderName): Promise<CodeModule> {
  const exports = await importFile(file)
  const inner = isRecord(exports.default) ? exports.default : {}
  const member = (name: string): unknown => exports[name] ?? inner[name]
  const transaction = member('transaction') ?? true
  if (typeof transaction !== 'boolean') {
    throw new MigError('MIG_SCRIPT_EXPORT', `'${file}' exports a 'transaction' that is neither true nor false`, {
      details: { file },
      hint: 'Write `export const transaction = false`, or take it out.',
    })
  }
  const writtenFor = member('upgrade') === undefined && member('downgrade') === undefined ? (member('builder') ?? builder) : undefined
  if (writtenFor !== undefined) {
    const functions = builderFunctions(file, writtenFor, member)
    return { file, exports, ...functions, transaction: transaction && functions.transaction }
  }
  const upgrade = asFunction(file, 'upgrade', member('upgrade'))
  const written = asFunction(file, 'downgrade', member('downgrade'))
  const isReversed = readAutoReverse(file, member('autoReverse'), written !== undefined)
  const found = { upgrade, downgrade: isReversed && upgrade !== undefined ? reversed(file, upgrade) : written }
  if (found.upgrade !== undefined || found.downgrade !== undefined) return { file, exports, ...found, transaction }
  const migration = findMigrationClass({ ...inner, ...exports })
  return {
    file,
    exports,
    upgrade: migration === undefined ? undefined : asMethod(migration, 'up'),
    downgrade: migration === undefined ? undefined : asMethod(migration, 'down'),
    transaction: transaction && (migration === undefined || asksForTransaction(migration)),
  }
}

/**
 * The body of a code migration in one direction.
 *
 * @returns `undefined` when there is no downgrade
 * @throws {MigError} as {@link loadCodeModule}; `MIG_SCRIPT_EXPORT` when there is no upgrade
 */
export async function readCodeBody(
  file: string,
  direction: Direction,
  dialect: Dialect,
  builder?: BuilderName,
): Promise<(Body & { readonly kind: 'code' }) | undefined> {
  const module = await loadCodeModule(file, builder)
  const run = module[direction]
  if (run !== undefined) {
    // loaded here, so that reading headers does not pay for the lexers
    const { classifyStatement } = await sqlText()
    return { kind: 'code', file, transaction: module.transaction, run, classify: (text) => classifyStatement(text, dialect) }
  }
  if (direction === 'downgrade') return undefined
  throw new MigError('MIG_SCRIPT_EXPORT', `'${file}' exports no function 'upgrade'`, {
    details: { file, exports: Object.keys(module.exports).filter((name) => name !== 'module.exports') },
    hint: 'Write `export async function upgrade(op) { … }`, or export a class with `up(queryRunner)`.',
  })
}

type MigrationClass = new () => { up?: unknown; down?: unknown; transaction?: unknown }

function asFunction(file: string, name: string, value: unknown): ((op: unknown) => Promise<void>) | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'function') {
    throw new MigError('MIG_SCRIPT_EXPORT', `'${file}' exports '${name}', which is no function`, {
      details: { file, name },
      hint: `Write \`export async function ${name}(op) { … }\`.`,
    })
  }
  return async (op) => {
    await (value as (op: unknown) => unknown)(op)
  }
}

/** `autoReverse = true`: the downgrade is derived from the operations of the upgrade. */
function readAutoReverse(file: string, value: unknown, hasDowngrade: boolean): boolean {
  if (value === undefined || value === false) return false
  if (value === true && !hasDowngrade) return true
  throw new MigError(
    'MIG_SCRIPT_EXPORT',
    value === true
      ? `'${file}' exports both 'autoReverse' and a downgrade`
      : `'${file}' exports an 'autoReverse' that is neither true nor false`,
    { details: { file }, hint: 'Write `export const autoReverse = true` without a downgrade, or take it out.' },
  )
}

/** The operations know their reverses; see `op.reverse` of `@mig/schema`. */
function reversed(file: string, upgrade: (op: unknown) => Promise<void>): (op: unknown) => Promise<void> {
  return async (op) => {
    if (isRecord(op) && typeof op.reverse === 'function')
      return await (op.reverse as (work: typeof upgrade) => Promise<void>).call(op, upgrade)
    throw new MigError('MIG_SCRIPT_EXPORT', `'${file}' exports 'autoReverse', which the configured operations do not know`, {
      details: { file },
      hint: 'Write the downgrade by hand.',
    })
  }
}

/** The one exported class with a method `up`. */
function findMigrationClass(exports: Readonly<Record<string, unknown>>): MigrationClass | undefined {
  return Object.values(exports).find(
    (value): value is MigrationClass =>
      typeof value === 'function' && isRecord(value.prototype) && typeof value.prototype.up === 'function',
  )
}

function asMethod(migration: MigrationClass, name: 'up' | 'down'): ((op: unknown) => Promise<void>) | undefined {
  const prototype: unknown = migration.prototype
  if (!isRecord(prototype) || typeof prototype[name] !== 'function') return undefined
  return async (op) => {
    const method = new migration()
    // it may be a promise: TypeORM is loaded by the first use
    const queryRunner = isRecord(op) ? op.queryRunner : undefined
    await (method[name] as (queryRunner: unknown) => unknown).call(method, await queryRunner)
  }
}

/** TypeORM reads `transaction = false` from the instance. */
function asksForTransaction(migration: MigrationClass): boolean {
  try {
    return new migration().transaction !== false
  } catch {
    // a constructor that fails will fail again, and be reported, when the migration runs
    return true
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
