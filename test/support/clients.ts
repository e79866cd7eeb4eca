import { spawnSync } from 'node:child_process'
import type { Dialect } from '@mig/core'
import { parseDatabaseUrl } from '@mig/database'

/** What a server's own client program printed, and how it ended. */
export interface ClientResult {
  readonly exitCode: number
  readonly output: string
}

/** The program that each dialect's scripts are for. */
export const clientNames: Readonly<Record<Dialect, readonly string[]>> = {
  postgres: ['psql'],
  mysql: ['mariadb', 'mysql'],
  sqlite: ['sqlite3'],
}

/** The client that is installed; `undefined` when there is none. */
export function findClient(dialect: Dialect): string | undefined {
  return clientNames[dialect].find((name) => spawnSync(name, ['--version']).status === 0)
}

/**
 * Runs a script by the server's own client, as the header of an offline script says.
 *
 * @param without options of the mariadb client to leave out: with `--binary-mode` it does not find a DELIMITER behind an empty line that
 * ends in CR LF; with `--comments` it sends a line `--text` to the server, which takes it for no comment
 */
export function runByClient(url: string, script: string, without: readonly ('--binary-mode' | '--comments')[] = []): ClientResult {
  const { program, args: all } = commandFor(url)
  const args = all.filter((argument) => !without.some((option) => option === argument))
  const { status, stdout, stderr } = spawnSync(program, args, { input: script, encoding: 'utf8', env: { ...process.env, PGPASSWORD: '' } })
  return { exitCode: status ?? -1, output: `${stdout}${stderr}` }
}

function commandFor(url: string): { readonly program: string; readonly args: readonly string[] } {
  const parts = parseDatabaseUrl(url)
  const program = findClient(parts.dialect)
  if (program === undefined) throw new Error(`no client for ${parts.dialect}`)
  if (parts.dialect === 'sqlite') return { program, args: ['-bail', parts.file] }
  // the whole address as a URL: psql takes it as it is
  if (parts.dialect === 'postgres') return { program, args: ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', '-', url] }
  const address = [`--host=${parts.host ?? '127.0.0.1'}`, `--port=${parts.port ?? 3306}`, `--user=${parts.user ?? 'root'}`]
  const password = parts.password === undefined ? [] : [`--password=${parts.password}`]
  const options = ['--no-defaults', '--comments', '--binary-mode', '--default-character-set=utf8mb4', '--protocol=tcp']
  return { program, args: [...options, ...address, ...password, parts.database] }
}
