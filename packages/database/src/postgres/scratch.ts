import { isMigError, MigError, type Session } from '@mig/core'
import { scratchName } from '../scratch-name.js'
import { literal, quote } from './sql-text.js'

/**
 * Creates an empty database with the encoding and collation of the session's own; returns its name.
 *
 * From `template0`: `template1` may hold anything, and may be in use.
 *
 * @throws {MigError} `MIG_SCRATCH_REFUSED`
 */
export async function createScratchDatabase(session: Session): Promise<string> {
  const name = scratchName()
  // As JSON, since the columns that hold the locale differ from version to version.
  const [row] = await session.query<{ facts: Record<string, unknown>; encoding: string }>(
    'SELECT to_jsonb(d) AS facts, pg_encoding_to_char(encoding) AS encoding FROM pg_database d WHERE datname = current_database()',
  )
  const facts = row?.facts ?? {}
  const text = (member: string): string | undefined => (typeof facts[member] === 'string' ? literal(facts[member]) : undefined)
  const locale = text('datlocale') ?? text('daticulocale')
  const clauses = [
    ['ENCODING', row && literal(row.encoding)],
    ['LC_COLLATE', text('datcollate')],
    ['LC_CTYPE', text('datctype')],
    ['LOCALE_PROVIDER', facts['datlocprovider'] === 'i' ? 'icu' : facts['datlocprovider'] === 'b' ? 'builtin' : undefined],
    [facts['datlocprovider'] === 'b' ? 'BUILTIN_LOCALE' : 'ICU_LOCALE', locale],
  ]
  const written = clauses.filter(([, value]) => value !== undefined).map(([word, value]) => `${word} ${value}`)
  try {
    await session.execute(`CREATE DATABASE ${quote(name)} TEMPLATE template0 ${written.join(' ')}`)
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    throw new MigError('MIG_SCRATCH_REFUSED', `no scratch database could be created: ${error.message}`, {
      hint: 'ALTER ROLE … CREATEDB gives the right; or name another server for scratch databases.',
      details: error.details,
      cause: error,
    })
  }
  return name
}

/** Drops a scratch database, with whoever is still connected to it. */
export async function dropScratchDatabase(session: Session, name: string): Promise<void> {
  try {
    await session.execute(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`)
  } catch (error) {
    // PostgreSQL 12 does not know FORCE.
    if (!isMigError(error, 'MIG_STATEMENT_FAILED') || error.details['reason'] !== 'syntax') throw error
    await session.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
    await session.execute(`DROP DATABASE IF EXISTS ${quote(name)}`)
  }
}
