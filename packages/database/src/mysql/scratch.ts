import { isMigError, MigError, type Session } from '@mig/core'
import { scratchName } from '../scratch-name.js'
import { quote } from './sql-text.js'

/**
 * Creates an empty database with the character set and collation of the session's own; returns its name.
 *
 * @throws {MigError} `MIG_SCRATCH_REFUSED`
 */
export async function createScratchDatabase(session: Session): Promise<string> {
  const name = scratchName()
  const [row] = await session.query<{ charset: string; collation: string }>(
    'SELECT @@character_set_database AS charset, @@collation_database AS collation',
  )
  const defaults = row ? ` CHARACTER SET ${row.charset} COLLATE ${row.collation}` : ''
  try {
    await session.execute(`CREATE DATABASE ${quote(name)}${defaults}`)
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    throw new MigError('MIG_SCRATCH_REFUSED', `no scratch database could be created: ${error.message}`, {
      hint: 'GRANT ALL ON `mig\\_scratch\\_%`.* TO … gives the right; or name another server for scratch databases.',
      details: error.details,
      cause: error,
    })
  }
  return name
}

/** Drops a scratch database. */
export async function dropScratchDatabase(session: Session, name: string): Promise<void> {
  await session.execute(`DROP DATABASE IF EXISTS ${quote(name)}`)
}
