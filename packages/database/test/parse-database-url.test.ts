import { describe, expect, it } from 'vitest'
import { isMigError } from '@mig/core'
import { parseDatabaseUrl } from '../src/index.js'

const server = (url: string) => {
  const parts = parseDatabaseUrl(url)
  if (parts.dialect === 'sqlite') throw new Error('not a server')
  return parts
}
const failure = (url: string) => {
  try {
    parseDatabaseUrl(url)
  } catch (error) {
    if (isMigError(error, 'MIG_URL_INVALID')) return error
    throw error
  }
  throw new Error(`'${url}' was accepted`)
}

describe("a server's URL", () => {
  it('is taken apart', () => {
    expect(server('postgres://mig:secret@db.example:6543/app?application_name=x')).toMatchObject({
      dialect: 'postgres',
      user: 'mig',
      password: 'secret',
      host: 'db.example',
      port: 6543,
      database: 'app',
      socket: undefined,
      tls: { mode: 'disable' },
      parameters: new Map([['application_name', 'x']]),
    })
  })

  it.each([
    ['postgres://h/d', 'postgres'],
    ['postgresql://h/d', 'postgres'],
    ['postgresql+psycopg2://h/d', 'postgres'],
    ['POSTGRES://h/d', 'postgres'],
    ['mysql://h/d', 'mysql'],
    ['mariadb://h/d', 'mysql'],
    ['mysql+pymysql://h/d', 'mysql'],
  ])('%s is %s', (url, dialect) => {
    expect(server(url)).toMatchObject({ dialect, host: 'h', database: 'd', user: undefined, password: undefined, port: undefined })
  })

  it.each([
    ['postgres://u:p%40ss@h/d', 'p@ss'],
    ['postgres://u:p@ss@h/d', 'p@ss'],
    ['postgres://u:p:ss@h/d', 'p:ss'],
    ['postgres://u:p/ss@h/d', 'p/ss'],
    ['postgres://u:p/s@s@h:5432/d', 'p/s@s'],
    ['postgres://u:p#ss@h/d', 'p#ss'],
    ['postgres://u:p?ss@h/d', 'p?ss'],
    ['postgres://u:p?x@h/d?sslmode=disable', 'p?x'],
    ['postgres://u:5432/x@h/d', '5432/x'],
    ['postgres://u:100%@h/d', '100%'],
    ['postgres://u:%E2%82%AC@h/d', '€'],
    ['postgres://u:€ 🙂@h/d', '€ 🙂'],
    ['postgres://u:@h/d', ''],
    ['postgres://h/d?user=u&password=p%26ss', 'p&ss'],
  ])('%s has the password %s', (url, password) => {
    expect(server(url)).toMatchObject({ user: 'u', password, host: 'h', database: 'd' })
  })

  it.each([
    ['postgres:///d?host=/run/postgresql', { host: undefined, socket: '/run/postgresql' }],
    ['postgres://%2Frun%2Fpostgresql/d', { host: undefined, socket: '/run/postgresql' }],
    ['mysql://u@/d?socket=/run/mysqld/mysqld.sock', { host: undefined, socket: '/run/mysqld/mysqld.sock', user: 'u' }],
    ['postgres://[::1]:5433/d', { host: '::1', port: 5433 }],
    ['postgres:///?dbname=d&host=h&port=7', { host: 'h', port: 7, database: 'd' }],
    ['mysql://h/a%2Fb', { database: 'a/b' }],
  ])('%s', (url, expected) => {
    expect(server(url)).toMatchObject(expected)
  })

  it.each([
    ['sslmode=require', 'require'],
    ['sslmode=verify-full', 'verify-full'],
    ['sslmode=verify-ca&sslrootcert=/ca.pem', 'verify-ca'],
    ['sslmode=prefer', 'prefer'],
    ['ssl=true', 'verify-full'],
    ['ssl=false', 'disable'],
    ['ssl-mode=VERIFY_IDENTITY', 'verify-full'],
    ['ssl-mode=REQUIRED', 'require'],
    ['sslrootcert=/ca.pem', 'verify-full'],
  ])('with %s asks for TLS mode %s', (query, mode) => {
    expect(server(`postgres://h/d?${query}`).tls.mode).toBe(mode)
  })

  it.each([
    ['oracle://u:hunter2@h/d', 'has no known scheme'],
    ['', 'has no known scheme'],
    ['postgres:u:hunter2@h/d', "lacks '//'"],
    ['postgres://u:hunter2@h', 'names no database'],
    ['postgres://u:hunter2@h:99999/d', 'has no port number'],
    ['postgres://u:hunter2@h/d?sslmode=maybe', "unknown TLS mode 'maybe'"],
    ['postgres://u:hunter2@h/d?sslmod=require', "unknown TLS parameter 'sslmod'"],
    ['postgres://u:hunter2/x@y/z@h/d/e', 'does not parse'],
    ['postgres://u:hunter2@h/d/e@', 'names no database'],
  ])('%s is refused: %s', (url, fact) => {
    const error = failure(url)
    expect(error.message).toContain(fact)
    expect(error.hint).toContain('postgres://user:password@host:5432/database')
    expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('hunter2')
  })
})

describe("a SQLite file's URL", () => {
  it.each([
    ['sqlite:./app.db', './app.db'],
    ['sqlite:app.db', 'app.db'],
    ['sqlite:../x/app.db', '../x/app.db'],
    ['sqlite:/abs/app.db', '/abs/app.db'],
    ['sqlite:///abs/app.db', '/abs/app.db'],
    ['sqlite:////abs/app.db', '/abs/app.db'],
    ['sqlite://app.db', 'app.db'],
    ['sqlite3:app.db', 'app.db'],
    ['sqlite:C:\\data\\app.db', 'C:\\data\\app.db'],
    ['sqlite:///C:/data/app.db', 'C:/data/app.db'],
    ['sqlite:my%20app.db', 'my app.db'],
    ['sqlite:my app 100%.db', 'my app 100%.db'],
    ['sqlite:what?.db', 'what?.db'],
    ['sqlite::memory:', ':memory:'],
    ['sqlite://:memory:', ':memory:'],
    ['sqlite:///:memory:', ':memory:'],
    ['sqlite:x?mode=memory', ':memory:'],
  ])('%s names %s', (url, file) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: 'sqlite', file, mode: 'rwc' })
  })

  it('may forbid creating or writing', () => {
    expect(parseDatabaseUrl('sqlite:app.db?mode=rw')).toEqual({ dialect: 'sqlite', file: 'app.db', mode: 'rw' })
    expect(parseDatabaseUrl('sqlite:app.db?mode=ro')).toEqual({ dialect: 'sqlite', file: 'app.db', mode: 'ro' })
  })

  it.each(['sqlite:', 'sqlite://', 'sqlite:///', 'sqlite:app.db?mode=x'])('%s is refused', (url) => {
    expect(failure(url).code).toBe('MIG_URL_INVALID')
  })
})
