import { spawnSync } from 'node:child_process'
import { parseDatabaseUrl } from '@mig/database'
import { findProgram } from '../../support/find-server.js'

/** A whole database, schema and rows, as the server's own dump program writes it; times are `NOW`. */
export function dump(url: string): string {
  const { program, args } = commandFor(url)
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, PGPASSWORD: '' },
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  // SQLite keeps the text that it was given; whether a column may be NULL is what it says, not what is written
  return (parseDatabaseUrl(url).dialect === 'sqlite' ? stdout.replaceAll(' NOT NULL', '') : stdout)
    .replaceAll(/^(?:--|\\(?:un)?restrict|SET TIMESTAMP).*$/gm, '')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?/g, 'NOW')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\n\s*/g, '\n')
}

/** The dump program is there for this dialect. */
export const canDump = (dialect: keyof typeof programs): boolean => programs[dialect].some((name) => findProgram(name) !== undefined)

const programs = { postgres: ['pg_dump'], mysql: ['mariadb-dump', 'mysqldump'], sqlite: ['sqlite3'] } as const

/** What SQLite says of the columns of its tables. */
const columns = `SELECT t.name, c.name, c."notnull" FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' ORDER BY 1, 2`

function commandFor(url: string): { readonly program: string; readonly args: readonly string[] } {
  const parts = parseDatabaseUrl(url)
  const program = programs[parts.dialect].map(findProgram).find((path) => path !== undefined)
  if (program === undefined) throw new Error(`no dump program for ${parts.dialect}`)
  if (parts.dialect === 'sqlite') return { program, args: [parts.file, '.dump', columns] }
  if (parts.dialect === 'postgres') return { program, args: ['--no-owner', '--inserts', url] }
  const address = [
    `--host=${parts.host ?? '127.0.0.1'}`,
    `--port=${parts.port ?? 3306}`,
    `--user=${parts.user ?? 'root'}`,
    '--protocol=tcp',
  ]
  const password = parts.password === undefined ? [] : [`--password=${parts.password}`]
  return {
    program,
    args: [
      '--no-defaults',
      '--skip-comments',
      '--routines',
      '--triggers',
      '--events',
      '--skip-extended-insert',
      ...address,
      ...password,
      parts.database,
    ],
  }
}
