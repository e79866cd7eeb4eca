import type pg from 'pg'
import { clientName } from '../client-name.js'
import type { BackendOptions } from '../backend.js'
import { importDriver } from '../import-driver.js'
import { tlsOptions } from '../tls-options.js'
import type { ServerUrl } from '../url/database-url.js'

/**
 * Opens one connection with the npm package `pg`.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`; the driver's error when the server cannot be reached or refuses
 */
export async function openPostgres(parts: ServerUrl, options: BackendOptions): Promise<pg.Client> {
  const driver = await importDriver('pg', importPg)
  const attempt = async (encrypted: boolean): Promise<pg.Client> => {
    const client = new driver.Client(clientConfig(parts, options, encrypted))
    // An error of a connection that nobody is using must not end the process; the next statement reports it.
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
  }
  try {
    return await attempt(parts.tls.mode !== 'disable')
  } catch (error) {
    if (parts.tls.mode === 'prefer' && error instanceof Error && error.message.includes('does not support SSL')) return await attempt(false)
    throw error
  }
}

/** Without a `navigator` (Node 20) pg asks `fetch` whether it runs at Cloudflare, which costs more than the rest of its import. */
async function importPg(): Promise<typeof pg> {
  const stand = !('navigator' in globalThis)
  if (stand) Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true })
  try {
    return (await import('pg')).default
  } finally {
    if (stand) Reflect.deleteProperty(globalThis, 'navigator')
  }
}

function clientConfig(parts: ServerUrl, options: BackendOptions, encrypted: boolean): pg.ClientConfig {
  const ssl = encrypted ? tlsOptions(parts.tls) : undefined
  const seconds = Number(parts.parameters.get('connect_timeout'))
  const serverOptions = parts.parameters.get('options')
  const host = parts.socket ?? parts.host
  return {
    ...(host === undefined ? {} : { host }),
    ...(parts.port === undefined ? {} : { port: parts.port }),
    ...(parts.user === undefined ? {} : { user: parts.user }),
    ...(parts.password === undefined ? {} : { password: parts.password }),
    database: parts.database,
    ssl: ssl === undefined ? false : { ...ssl, ...(parts.host === undefined ? {} : { servername: parts.host }) },
    application_name: clientName(),
    connectionTimeoutMillis: seconds > 0 ? seconds * 1000 : options.connectTimeoutMs,
    keepAlive: true,
    ...(serverOptions === undefined ? {} : { options: serverOptions }),
  }
}
