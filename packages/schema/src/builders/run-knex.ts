import { MigError, type BuilderRun, type Dialect, type Session } from '@mig/core'
import { BuilderConnection } from './builder-connection.js'
import { importInstalled } from './installed-package.js'
import { quietLog } from './quiet-log.js'

/** The names by which Knex calls its dialects; scripts ask for them. */
const clients: Readonly<Record<Dialect, string>> = { postgres: 'pg', mysql: 'mysql2', sqlite: 'sqlite3' }

/** The part of Knex that is used here. */
interface Knex {
  readonly client: KnexClient
  transaction(work: (transaction: Knex) => Promise<unknown>): Promise<unknown>
}

interface KnexClient {
  readonly config: { client: unknown }
  version?: string
  isMariaDB?: boolean
}

type KnexFactory = (config: Readonly<Record<string, unknown>>) => Knex
type ClientClass = new (config: unknown) => KnexClient

/**
 * Runs a function of a Knex migration with the Knex of the user's project.
 *
 * Knex compiles its statements, and takes for its driver's connection an object that sends them through the session. The function is handed a
 * transaction, as Knex does: nested ones are savepoints. Written for 3.3, and tried with 0.95 to 2.5; everything that another version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; `MIG_OPERATION_UNSUPPORTED` when the function takes back what it has done
 */
export async function runKnex(session: Session, { file, action, transaction }: BuilderRun): Promise<void> {
  const module = await importInstalled('knex', file)
  const factory = (module['knex'] ?? module['default']) as KnexFactory
  const { dialect } = session
  const connection = new BuilderConnection(session, { isGiven: transaction })
  const settings = { log: quietLog, ...(dialect === 'sqlite' ? { useNullAsDefault: true } : {}) }
  const compiler = factory({ client: clients[dialect], ...settings })
  const knex = factory({ client: sessionClient(compiler.client.constructor as ClientClass, connection), ...settings })
  knex.client.config.client = clients[dialect]
  const version = /\d[\d.]*/.exec(session.capabilities.server)?.[0]
  if (version !== undefined) knex.client.version = version
  if (dialect === 'mysql') knex.client.isMariaDB = /mariadb/i.test(session.capabilities.server)
  try {
    await (transaction ? knex.transaction(async (inside) => await action(inside)) : action(knex))
  } catch (error) {
    throw connection.errors.ownError(error)
  }
  if (connection.hasRolledBack) throw rollsBack(file)
}

/** A client of Knex without a pool: its one connection is ours. */
function sessionClient(Base: ClientClass, connection: BuilderConnection): ClientClass {
  return class extends Base {
    acquireConnection(): Promise<BuilderConnection> {
      return Promise.resolve(connection)
    }

    releaseConnection(): Promise<void> {
      return Promise.resolve()
    }
  }
}

function rollsBack(file: string): MigError {
  return new MigError('MIG_OPERATION_UNSUPPORTED', `the script takes back what it has done (${file})`, {
    details: { file },
    hint: 'Nothing of it was kept: take the rollback out of the script, or let it fail.',
  })
}
