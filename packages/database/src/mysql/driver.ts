import type { Connection, ConnectionOptions } from 'mysql2'
import type { BackendOptions } from '../backend.js'
import { clientName } from '../client-name.js'
import { importDriver } from '../import-driver.js'
import { tlsOptions } from '../tls-options.js'
import type { ServerUrl } from '../url/database-url.js'

/**
 * Opens one connection with the npm package `mysql2`, to MySQL or MariaDB.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; the driver's error when the server cannot be reached or refuses
 */
export async function openMysql(parts: ServerUrl, options: BackendOptions): Promise<Connection> {
  const { default: driver } = await importDriver('mysql2', () => import('mysql2'))
  const attempt = (encrypted: boolean): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const connection = driver.createConnection(connectionOptions(parts, options, encrypted))
      // An error of a connection that nobody is using must not end the process; the next statement reports it.
      connection.on('error', () => undefined)
      connection.connect((error) => {
        if (error) {
          connection.destroy()
          reject(error)
        } else resolve(connection)
      })
    })
  try {
    return await attempt(parts.tls.mode !== 'disable')
  } catch (error) {
    const refused = error instanceof Error && 'code' in error && error.code === 'HANDSHAKE_NO_SSL_SUPPORT'
    if (parts.tls.mode === 'prefer' && refused) return await attempt(false)
    throw error
  }
}

function connectionOptions(parts: ServerUrl, options: BackendOptions, encrypted: boolean): ConnectionOptions {
  const tls = encrypted ? tlsOptions(parts.tls) : undefined
  const seconds = Number(parts.parameters.get('connect_timeout'))
  return {
    ...(parts.socket === undefined ? { host: parts.host ?? 'localhost', port: parts.port ?? 3306 } : { socketPath: parts.socket }),
    ...(parts.user === undefined ? {} : { user: parts.user }),
    ...(parts.password === undefined ? {} : { password: parts.password }),
    database: parts.database,
    ...(tls === undefined
      ? {}
      : { ssl: { ...tls, verifyIdentity: parts.tls.mode === 'verify-full' } as NonNullable<ConnectionOptions['ssl']> }),
    connectTimeout: seconds > 0 ? seconds * 1000 : options.connectTimeoutMs,
    // Who holds the lock is read from these, where the server keeps them (performance_schema).
    connectAttributes: { program_name: clientName(), mig_since: new Date().toISOString() },
    multipleStatements: true,
    timezone: 'Z',
    // Numbers that JavaScript cannot hold come as texts.
    supportBigNumbers: true,
    maxPreparedStatements: 32,
    enableKeepAlive: true,
  }
}
