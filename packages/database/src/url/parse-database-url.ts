import { MigError, parseDialect } from '@mig/core'
import type { DatabaseUrl, FileUrl, ServerUrl, TlsMode, TlsSettings } from './database-url.js'
import { redactUrl } from './redact-url.js'
import { splitServerUrl, type UrlParts } from './split-server-url.js'

const acceptedForms = [
  'postgres://user:password@host:5432/database',
  'postgres:///database?host=/run/postgresql',
  'mysql://user:password@host:3306/database',
  'mysql:///database?socket=/run/mysqld/mysqld.sock',
  'sqlite:./app.db',
  'sqlite:///absolute/app.db',
  'sqlite::memory:',
]

/**
 * Reads a database URL.
 *
 * * Schemes: `postgres postgresql mysql mariadb sqlite`; a driver as in `postgresql+psycopg2://` is ignored.
 * * Special characters of a password are percent-encoded, or written as they are where that is unambiguous.
 * * `sqlite:` is followed by a path. Three slashes make it absolute, as in every URL (SQLAlchemy reads
 *   `sqlite:///app.db` as a relative path; write `sqlite:app.db`); four mean the same.
 * * TLS: `?sslmode=disable|prefer|require|verify-ca|verify-full` (`ssl-mode` in MySQL's words), `?ssl=true|false`,
 *   with `sslrootcert`, `sslcert`, `sslkey`. Without them the connection is not encrypted.
 *
 * @throws {MigError} `MIG_URL_INVALID`; the password is not in it
 * @example
 * parseDatabaseUrl('postgres://mig:p%40ss@db/app?sslmode=require')
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const scheme = /^([a-z][a-z\d]*)(?:\+[a-z\d_]+)?:/i.exec(url)
  const dialect = parseDialect(scheme?.[1] ?? '')
  if (!scheme || !dialect) throw invalid(url, 'has no known scheme')
  const rest = url.slice(scheme[0].length)
  if (dialect === 'sqlite') return parseFile(url, rest)
  if (!rest.startsWith('//')) throw invalid(url, `lacks '//' after '${scheme[0]}'`)
  const parts = splitServerUrl(rest.slice(2))
  if (!parts) throw invalid(url, "does not parse; write the characters '@ : / # ? %' of a password as %40 %3A %2F %23 %3F %25")
  return parseServer(url, dialect, parts)
}

function parseServer(url: string, dialect: ServerUrl['dialect'], parts: UrlParts): ServerUrl {
  const parameters = new Map(
    parts.query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => [decode(pair.slice(0, pair.indexOf('='))), decode(pair.slice(pair.indexOf('=') + 1))]),
  )
  const take = (...names: readonly string[]): string | undefined => {
    const values = names.map((name) => parameters.get(name))
    for (const name of names) parameters.delete(name)
    return values.find((value) => value !== undefined && value !== '')
  }
  const written = decode(parts.host).replace(/^\[(.*)\]$/, '$1')
  const address = take('host') ?? (written === '' ? undefined : written)
  const isPath = address?.startsWith('/') ?? false
  const socket = take('socket', 'socketPath', 'unix_socket') ?? (isPath ? address : undefined)
  const port = take('port') ?? parts.port
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535)) throw invalid(url, `has no port number in '${port}'`)
  const database = decode(parts.database) || take('dbname', 'database')
  if (!database) throw invalid(url, 'names no database')
  const user = parts.user ? decode(parts.user) : take('user')
  const password = parts.password === undefined ? take('password') : decode(parts.password)
  const tls = readTls(url, take)
  const typo = [...parameters.keys()].find((name) => /^(ssl|tls)/i.test(name))
  if (typo !== undefined) throw invalid(url, `has an unknown TLS parameter '${typo}'`)
  return {
    dialect,
    user,
    password,
    host: isPath ? undefined : address,
    port: port === undefined ? undefined : Number(port),
    database,
    socket,
    tls,
    parameters,
  }
}

const tlsModes: ReadonlyMap<string, TlsMode> = new Map([
  ['disable', 'disable'],
  ['disabled', 'disable'],
  ['false', 'disable'],
  ['0', 'disable'],
  ['off', 'disable'],
  ['allow', 'prefer'],
  ['prefer', 'prefer'],
  ['preferred', 'prefer'],
  ['require', 'require'],
  ['required', 'require'],
  ['no-verify', 'require'],
  ['verify-ca', 'verify-ca'],
  ['verify_ca', 'verify-ca'],
  ['verify-full', 'verify-full'],
  ['verify_identity', 'verify-full'],
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['on', 'verify-full'],
])

function readTls(url: string, take: (...names: readonly string[]) => string | undefined): TlsSettings {
  const word = take('sslmode', 'ssl-mode', 'ssl_mode', 'ssl', 'tls')
  const ca = take('sslrootcert', 'ssl-ca', 'ssl_ca')
  const files = { ca, certificate: take('sslcert', 'ssl-cert', 'ssl_cert'), key: take('sslkey', 'ssl-key', 'ssl_key') }
  if (word === undefined) return { mode: ca === undefined ? 'disable' : 'verify-full', ...files }
  const mode = tlsModes.get(word.toLowerCase())
  if (mode === undefined) throw invalid(url, `has an unknown TLS mode '${word}'`)
  return { mode, ...files }
}

function parseFile(url: string, rest: string): FileUrl {
  const query = /\?((?:[\w.-]+=[^&]*(?:&|$))+)$/.exec(rest)
  const path = pathOf(decode(query ? rest.slice(0, query.index) : rest))
  const mode = new URLSearchParams(query?.[1] ?? '').get('mode') ?? 'rwc'
  if (mode === 'memory') return { dialect: 'sqlite', file: ':memory:', mode: 'rwc' }
  if (path === '' || path === '/') throw invalid(url, 'names no file')
  if (mode !== 'rwc' && mode !== 'rw' && mode !== 'ro') throw invalid(url, `has an unknown mode '${mode}'; it is one of rwc, rw, ro`)
  return { dialect: 'sqlite', file: path === '/:memory:' ? ':memory:' : path, mode }
}

/** `//` begins an authority, which a file has none of; what follows it is the path. */
function pathOf(rest: string): string {
  if (!rest.startsWith('//')) return rest
  return rest
    .slice(2)
    .replace(/^\/+/, '/')
    .replace(/^\/(?=[a-z]:[\\/])/i, '')
}

/** Percent-decodes; a text with a lone `%` stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function invalid(url: string, fact: string): MigError {
  return new MigError('MIG_URL_INVALID', `database URL '${redactUrl(url)}' ${fact}`, {
    hint: `Accepted forms: ${acceptedForms.join(', ')}`,
    details: { acceptedForms },
  })
}
