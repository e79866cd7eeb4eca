import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { chainOf, createAudit } from '../faults/deployers.js'
import { otherProcess } from '../support/other-process.js'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { writeChain } from '../support/write-chain.js'

for (const server of databases) {
  describe(`a second deployer on ${server.name}`, () => {
    it('gives up at once with --no-wait, and else waits, says for whom, and finds nothing to do', async () => {
      await using folder = await tempFolder()
      const created = await server.create()
      const database = await connect(created.url)
      const session = await database.session()
      if (server.dialect === 'mysql') await session.execute('CREATE TABLE audit (statement VARCHAR(200) NOT NULL)')
      else await createAudit(session, server.dialect)
      await session[Symbol.asyncDispose]()
      writeChain(`${folder.path}/migrations`, chainOf(server.dialect, 'w', 'plain'))
      const mig = (words: string) => runCli(words, folder.path, { MIG_DATABASE: created.url, MIG_MODE: 'dag' })
      await using first = await otherProcess('upgrade.ts', created.url, `${folder.path}/migrations`)
      await first.line('started')
      first.process.kill('SIGSTOP')
      const refused = await mig('upgrade --no-wait')
      expect(refused.exitCode).toBe(1)
      expect(refused.stderr).toMatch(
        /^error: the migration lock is held by .*\[MIG_LOCK_TIMEOUT\]\nhint: Wait for it to finish and run the command again/,
      )
      const late = await mig('upgrade --lock-wait 0.3')
      expect(late.exitCode).toBe(1)
      const waiting = mig('upgrade --lock-wait 60')
      setTimeout(() => first.process.kill('SIGCONT'), 500)
      const second = await waiting
      expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/nothing to do/) as string })
      // MariaDB tells host and time where performance_schema is on, as on the servers that the tests start.
      expect(second.stderr).toMatch(/^waiting for another process that migrates \((.+, )?(pid \d+, since \d{4}-|session )/)
      expect((await first.end()).exitCode).toBe(0)
      await database[Symbol.asyncDispose]()
      await created.dispose()
    })
  })
}
