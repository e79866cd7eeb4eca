import { basename, dirname, join } from 'node:path'
import type { ServerPrograms } from './find-server.js'
import type { ServerRecipe } from './start-server.js'

/** A server that is killed on purpose must keep what it has committed: `durable` as far as the operating system lives on. */
export interface RecipeOptions {
  readonly durable?: boolean
}

/** PostgreSQL, superuser `postgres` without a password. */
export const postgresRecipe = (programs: ServerPrograms): ServerRecipe => ({
  programs,
  initialise: (data) => [
    programs.initialise ?? programs.server,
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C', '--lc-messages=C'],
  ],
  start: (data, port) => {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'full_page_writes=off', 'max_connections=400']
    return ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  },
  url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
})

/** MariaDB or MySQL, user `root` without a password. */
export const mysqlRecipe = (programs: ServerPrograms, { durable = false }: RecipeOptions = {}): ServerRecipe => ({
  programs,
  initialise: (data) =>
    programs.initialise === undefined
      ? [programs.server, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`]]
      : [
          programs.initialise,
          ['--no-defaults', `--datadir=${data}`, `--tmpdir=${dirname(data)}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
        ],
  start: (data, port, folder) => [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    // Servers that share a folder for temporary tables delete each other's.
    `--tmpdir=${folder}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--skip-log-bin',
    `--innodb-flush-log-at-trx-commit=${durable ? 2 : 0}`,
    '--innodb-buffer-pool-size=64M',
    '--max-connections=400',
    // Who holds the lock is read from what clients say of themselves.
    '--performance-schema=ON',
    ...(isMariadb(programs) ? [] : ['--mysqlx=OFF']),
  ],
  url: (port) => `${isMariadb(programs) ? 'mariadb' : 'mysql'}://root@127.0.0.1:${port}/mysql`,
})

/** True for the programs of MariaDB. */
export const isMariadb = (programs: ServerPrograms): boolean => basename(programs.server).startsWith('mariadb')
