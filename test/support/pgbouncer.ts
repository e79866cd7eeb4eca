import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from './find-server.js'
import { startServer, stopServer } from './start-server.js'

/** A proxy in front of a PostgreSQL server. */
export interface Pgbouncer extends AsyncDisposable {
  /** The URL of a database, through the proxy. */
  through(url: string): string
}

/** Why there is none; `undefined` when it can be started. */
export const pgbouncerAbsence: string | undefined =
  findProgram('pgbouncer') === undefined ? 'PgBouncer: no program found; apt-get install pgbouncer' : undefined

/**
 * Starts PgBouncer on a free port in front of the server of a URL.
 *
 * @param options.roundRobin hands out its server sessions in turn instead of the last one first
 */
export async function startPgbouncer(
  serverUrl: string,
  options: { readonly mode: 'transaction' | 'session'; readonly poolSize?: number; readonly roundRobin?: boolean },
): Promise<Pgbouncer> {
  const target = new URL(serverUrl)
  const user = decodeURIComponent(target.username)
  const password = target.password === '' ? '' : ` password=${decodeURIComponent(target.password)}`
  const started = await startServer({
    programs: { server: findProgram('pgbouncer')!, initialise: undefined, users: ['postgres', 'nobody'] },
    initialise: () => ['/bin/true', []],
    start: (_data, port, folder) => {
      const file = join(folder, 'pgbouncer.ini')
      const settings = {
        listen_addr: '127.0.0.1',
        listen_port: port,
        unix_socket_dir: '',
        auth_type: 'any',
        pool_mode: options.mode,
        default_pool_size: options.poolSize ?? 20,
        max_client_conn: 500,
        server_round_robin: options.roundRobin ? 1 : 0,
      }
      const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
      writeFileSync(
        file,
        `[databases]\n* = host=${target.hostname} port=${target.port} user=${user}${password}\n[pgbouncer]\n${lines.join('\n')}\n`,
      )
      return [file]
    },
    url: (port) => `postgres://${user}@127.0.0.1:${port}/`,
  })
  return {
    through: (url) => {
      const proxied = new URL(url)
      proxied.host = new URL(started.url).host
      proxied.password = ''
      return proxied.href
    },
    [Symbol.asyncDispose]: async () => stopServer(started),
  }
}
