import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { project, type Project } from '../cli/project.js'
import { databases } from '../support/servers.js'
import { killWhile } from './kill-while.js'

for (const server of databases) {
  // A statement of SQLite runs in its client's process, and dies with it.
  if (server.dialect === 'sqlite') continue
  const napping = {
    postgres: 'INSERT INTO log SELECT 1 FROM pg_sleep(3)',
    // MariaDB ends a SLEEP whose client is gone, as few statements are; it does not end a calculation.
    mysql: "INSERT INTO log SELECT BENCHMARK(SECONDS * 500000, SHA2('x', 512)) FROM (SELECT 3 AS SECONDS) AS nap",
  }[server.dialect]

  describe(`a client that was killed while ${server.name} ran its statement`, () => {
    async function killedClient(): Promise<Project> {
      const place = await project('dag', server)
      await place.revision('aa11', '', 'CREATE TABLE log (id INTEGER);')
      await place.revision('bb22', 'aa11', `CREATE TABLE b (id INTEGER);\n${napping};\nINSERT INTO log VALUES (2);`)
      await place.run('upgrade aa11')
      await killWhile(place.url, `${place.path}/migrations`, 'INSERT INTO log SELECT')
      return place
    }

    it('is waited for; then each statement has run once', async () => {
      await using place = await killedClient()
      const again = await place.run('upgrade --lock-wait 120')
      expect(again.stderr).toMatch(/waiting for another process that migrates \(.*pid \d+.*session \d+/)
      expect(again.exitCode, again.stderr).toBe(0)
      await using database = await connect(place.url)
      await using session = await database.session()
      expect(await session.query('SELECT id FROM log')).toHaveLength(2)
    })

    it('is ended when that is asked for', async () => {
      await using place = await killedClient()
      const recovered = await place.run('recover --terminate --lock-wait 120')
      expect(recovered.exitCode, recovered.stderr).toBe(0)
      expect((await place.run('upgrade')).exitCode).toBe(0)
      await using database = await connect(place.url)
      await using session = await database.session()
      expect(await session.query('SELECT id FROM log')).toHaveLength(2)
    })

    it('is not ended while its client lives', async () => {
      await using place = await project('dag', server)
      await using database = await connect(place.url)
      const refused = await database.exclusively({}, () => place.run('recover --terminate --no-wait'))
      expect(refused).toMatchObject({ exitCode: 1 })
      expect(refused.stderr).toContain('[MIG_TERMINATE_REFUSED]')
    })
  })
}
