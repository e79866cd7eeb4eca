import { createHash } from 'node:crypto'
import { catalogFingerprint } from '@mig/core'
import { connect } from '@mig/database'

/** What a database holds, to be compared with another one: its schema, the rows of every table, the version rows, half-done steps. */
export interface Holding {
  readonly schema: string
  readonly rows: Readonly<Record<string, string>>
  readonly versions: readonly string[]
  readonly unfinished: readonly string[]
}

/** Reads everything; tables are small. */
export async function readHolding(url: string): Promise<Holding> {
  await using database = await connect(url)
  await using session = await database.session()
  const catalog = await database.inspect(session)
  const rows: Record<string, string> = {}
  for (const { name } of catalog.tables) {
    const texts = (await session.query(`SELECT * FROM ${session.quote(name)}`)).map((row) => JSON.stringify(row))
    rows[name] = `${texts.length} rows ${createHash('sha256').update(texts.sort().join('\n')).digest('hex').slice(0, 16)}`
  }
  const versions = await session.query<{ version_num: string }>('SELECT version_num FROM mig_version ORDER BY version_num')
  return {
    schema: catalogFingerprint(catalog),
    rows,
    versions: versions.map((row) => row.version_num),
    unfinished: await database.journal.unfinished(session),
  }
}
