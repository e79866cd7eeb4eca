import { afterAll, describe, expect, it } from 'vitest'
import type { Dialect } from '@mig/core'
import { connect } from '@mig/database'
import { splitStatements, SqlTextError } from '@mig/sql'
import { findClient, runByClient } from '../support/clients.js'
import { databases } from '../support/servers.js'
import { seededRandom } from './seeded-random.js'
import { randomDebris, randomFile } from './splitter-files.js'

const long = process.env['MIG_FAULTS_LONG'] === '1'
const files = long ? 200 : 12

for (const server of databases) {
  const { dialect } = server
  const client = findClient(dialect)
  const suite = client === undefined ? describe.skip : describe

  suite(`random files, by ${client ?? `the client of ${server.name}, which is not installed`} and statement by statement`, () => {
    let [compared, statements, differences] = [0, 0, 0]

    it('leave the same schema and rows', { timeout: long ? 3_600_000 : 120_000 }, async () => {
      for (let seed = 1; seed <= files; seed++) {
        const text = randomFile(dialect, seededRandom(seed))
        const [byClient, byUs] = [await server.create(), await server.create()]
        try {
          const { exitCode, output } = runByClient(byClient.url, text, ['--binary-mode'])
          expect(exitCode, `seed ${seed}: ${output}`).toBe(0)
          await using ours = await connect(byUs.url)
          await using session = await ours.session()
          for (const statement of splitStatements(text, dialect)) {
            await session.query(statement.text)
            statements += 1
          }
          const [expected, actual] = [await holding(byClient.url), await holding(byUs.url)]
          compared += 1
          if (JSON.stringify(actual) !== JSON.stringify(expected)) differences += 1
          expect(actual, `seed ${seed}`).toEqual(expected)
        } finally {
          await Promise.all([byClient.dispose(), byUs.dispose()])
        }
      }
    })

    afterAll(() =>
      console.log(
        `splitter, ${server.name}: ${compared} files by ${client} and by us, ${statements} statements, ${differences} differences`,
      ),
    )
  })
}

describe.each<Dialect>(['postgres', 'mysql', 'sqlite'])('%s', (dialect) => {
  it('debris, truncated files and random bytes are split or refused with a place in them', { timeout: 300_000 }, () => {
    const random = seededRandom(7)
    const texts = long ? 30_000 : 3000
    let refused = 0
    for (let n = 0; n < texts; n++) {
      const text = randomDebris(dialect, random)
      try {
        for (const { start, end, text: statement } of splitStatements(text, dialect)) expect(text.slice(start, end)).toBe(statement)
      } catch (error) {
        if (!(error instanceof SqlTextError)) throw error
        expect(error.offset).toBeLessThan(Math.max(1, text.length))
        refused += 1
      }
    }
    console.log(`splitter, ${dialect}: ${texts} texts of debris, ${refused} refused, 0 crashes`)
  })

  it('1, 5 and 10 MB are split into as many statements as they have', { timeout: 120_000 }, () => {
    const line = "INSERT INTO t VALUES (1, 'it''s; here'); -- don't; stop\n"
    const figures: string[] = []
    for (const megabytes of [1, 5, 10]) {
      const count = Math.ceil((megabytes * 1024 * 1024) / line.length)
      const text = line.repeat(count)
      const began = performance.now()
      expect(splitStatements(text, dialect)).toHaveLength(count)
      figures.push(`${megabytes} MB ${Math.round(performance.now() - began)} ms`)
    }
    console.log(`splitter, ${dialect}: ${figures.join(', ')}`)
  })
})

/** The schema, and what each table holds. */
async function holding(url: string): Promise<unknown> {
  await using database = await connect(url)
  await using session = await database.session()
  const catalog = await database.inspect(session)
  const rows: Record<string, readonly string[]> = {}
  for (const { name } of catalog.tables) {
    rows[name] = (await session.query(`SELECT * FROM ${session.quote(name)}`)).map((row) => JSON.stringify(row)).sort()
  }
  // As it is typed to it, the mariadb client turns CR LF into LF, in the bodies of routines too.
  return { schema: JSON.parse(JSON.stringify(catalog).replaceAll(String.raw`\r\n`, String.raw`\n`)) as unknown, rows }
}
