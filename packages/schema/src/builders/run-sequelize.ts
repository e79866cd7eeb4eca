import type { BuilderRun, Session } from '@mig/core'
import { BuilderConnection } from './builder-connection.js'
import { importInstalled } from './installed-package.js'

/** The part of Sequelize that is used here. */
interface Sequelize {
  getQueryInterface(): unknown
  readonly connectionManager: {
    getConnection: () => Promise<unknown>
    releaseConnection: () => Promise<void>
    _refreshDynamicOIDs?: () => Promise<void>
  }
}

interface SequelizeClass {
  new (options: Readonly<Record<string, unknown>>): Sequelize
  /** Bluebird's, up to Sequelize 5, whose methods it uses. */
  readonly Promise?: { resolve<T>(value?: T): Promise<T> }
}

/** In the place of `pg`, `mysql2` and `sqlite3`: connections come from elsewhere. */
const driverModule = { types: {}, OPEN_READWRITE: 2, OPEN_CREATE: 4, verbose: () => driverModule }

/**
 * Runs a function of a Sequelize migration with the Sequelize of the user's project: `(queryInterface, Sequelize)`.
 *
 * Its connections are an object that sends everything through the session; its transactions are savepoints. Written for 6.37, and tried with 5.22; everything that
 * another version does differently is in this file.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`
 */
export async function runSequelize(session: Session, { file, action }: BuilderRun): Promise<void> {
  const module = await importInstalled('sequelize', file)
  const library = (module['Sequelize'] ?? module['default']) as SequelizeClass
  const { dialect } = session
  const connection = new BuilderConnection(session)
  const [, major, minor = '0', patch = '0'] = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(session.capabilities.server) ?? []
  const sequelize = new library({
    dialect,
    dialectModule: driverModule,
    logging: false,
    ...(major === undefined ? {} : { databaseVersion: `${major}.${minor}.${patch}` }),
    ...(dialect === 'sqlite' ? { storage: ':memory:' } : {}),
  })
  const manager = sequelize.connectionManager
  const promises = library.Promise ?? Promise
  manager.getConnection = () => promises.resolve(connection)
  manager.releaseConnection = () => promises.resolve(undefined)
  // how types of the server are read is the session's
  manager._refreshDynamicOIDs = () => promises.resolve(undefined)
  try {
    await action(sequelize.getQueryInterface(), library)
  } catch (error) {
    throw connection.errors.ownError(error)
  }
}
