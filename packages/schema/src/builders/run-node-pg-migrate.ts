import { MigError, type BuilderRun, type Session } from '@mig/core'
import { SessionBridge } from '../session-bridge.js'
import { boundValue } from './bound-value.js'
import { importInstalled } from './installed-package.js'
import { quietLog } from './quiet-log.js'

/** The part of node-pg-migrate's `MigrationBuilder` that is used here. */
interface MigrationBuilder {
  enableReverseMode(): unknown
  getSqlSteps(): readonly string[]
  isUsingTransaction(): boolean
}

type BuilderClass = new (db: unknown, shorthands: unknown, decamelize: boolean, logger: unknown) => MigrationBuilder

/**
 * Runs a function of a node-pg-migrate migration with the builder of the user's project: it collects statements, which are sent through the
 * session. `pgm.db` reads and writes through it at once. Written for 9.0, and tried with 6.2 to 8; everything that another version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; `MIG_OPERATION_UNSUPPORTED` on another database than PostgreSQL, or when the function wants no
 * transaction and there is one
 */
export async function runNodePgMigrate(session: Session, { file, action, isReverse, exports }: BuilderRun): Promise<void> {
  if (session.dialect !== 'postgres') {
    throw new MigError(
      'MIG_OPERATION_UNSUPPORTED',
      `node-pg-migrate writes statements for PostgreSQL alone, and this is ${session.dialect} (${file})`,
      {
        details: { file, dialect: session.dialect },
        hint: 'Run it on PostgreSQL.',
      },
    )
  }
  const Builder = await builderClass(file)
  const bridge = new SessionBridge(session)
  const pgm = new Builder(database(bridge), exports['shorthands'] ?? {}, false, quietLog)
  if (isReverse) pgm.enableReverseMode()
  if (action.length === 2) await new Promise<void>((resolve) => void action(pgm, resolve))
  else await action(pgm)
  if (!pgm.isUsingTransaction() && session.inTransaction) {
    throw new MigError('MIG_OPERATION_UNSUPPORTED', `the script asks for no transaction, and is in one (${file})`, {
      details: { file },
      hint: 'Write into it: export const transaction = false. Nothing of it was kept.',
    })
  }
  for (const step of pgm.getSqlSteps()) if (step.trim() !== '') await bridge.send(step)
}

/** Before version 8 it is in a file of its own, of changing name. */
async function builderClass(file: string): Promise<BuilderClass> {
  for (const place of ['', '/dist/migrationBuilder', '/dist/migration-builder']) {
    const module = await importInstalled(`node-pg-migrate${place}`, file).catch((error: unknown) => {
      if (place === '') throw error
      return {} as Readonly<Record<string, unknown>>
    })
    const inner = module['default'] as { readonly default?: unknown } | undefined
    const found = [module['MigrationBuilder'], ...(place === '' ? [] : [module['default'], inner?.default])]
    const Builder = found.find((one) => typeof one === 'function')
    if (Builder) return Builder as BuilderClass
  }
  throw new MigError('MIG_PACKAGE_MISSING', "this version of 'node-pg-migrate' does not export its builder", {
    details: { package: 'node-pg-migrate', file },
    hint: 'Run: npm install node-pg-migrate@latest',
  })
}

/** `pgm.db` */
function database(bridge: SessionBridge): unknown {
  const query = async (input: string | { readonly text: string; readonly values?: readonly unknown[] }, values?: readonly unknown[]) => {
    const text = typeof input === 'string' ? input : input.text
    const bound = (values ?? (typeof input === 'string' ? [] : (input.values ?? []))).map((value) => boundValue(value, 'postgres'))
    const { rows, affectedRows } = await bridge.send(text, bound)
    return { rows, rowCount: affectedRows, command: /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() }
  }
  const select = async (...input: Parameters<typeof query>) => (await query(...input)).rows
  return { query, select }
}
