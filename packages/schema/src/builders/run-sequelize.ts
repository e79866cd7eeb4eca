import type { BuilderRun, Dialect, Session } from '@mig/core'
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

type SequelizeClass = new (options: Readonly<Record<string, unknown>>) => Sequelize

const drivers: Readonly<Record<Dialect, string>> = { postgres: 'pg', mysql: 'mysql2', sqlite: 'sqlite3' }

/**
 * Runs a function of a Sequelize migration with the Sequelize of the user's project: `(queryInterface, Sequelize)`.
 *
 * Its connections are an object that sends everything through the session; its transactions are savepoints. Written for 6.37; everything that
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
    // nothing of it is called: connections come from below
    dialectModule: { types: {}, OPEN_READWRITE: 2, OPEN_CREATE: 4, name: drivers[dialect] },
    logging: false,
    ...(major === undefined ? {} : { databaseVersion: `${major}.${minor}.${patch}` }),
    ...(dialect === 'sqlite' ? { storage: ':memory:' } : {}),
  })
  const manager = sequelize.connectionManager
  manager.getConnection = () => Promise.resolve(connection)
  manager.releaseConnection = () => Promise.resolve()
  // how types of the server are read is the session's
  manager._refreshDynamicOIDs = () => Promise.resolve()
  try {
    await action(sequelize.getQueryInterface(), library)
  } catch (error) {
    throw connection.errors.ownError(error)
  }
}
