import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { databases } from '../support/servers.js'
import { otherProcess } from '../support/other-process.js'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

for (const server of databases) {
  describe(`mig unlock on ${server.name}`, () => {
    it('has nothing to do where nobody holds the lock, or its holder died', async () => {
      await using test = await arena()
      const free = { stdout: 'the migration lock is free; there is nothing to do\n', stderr: '', exitCode: 0 }
      expect(await test.mig('unlock')).toEqual(free)
      if (server.dialect === 'sqlite') expect(readdirSync(dirname(test.url.replace(/^sqlite:/, '')))).toEqual([])
      await using other = await otherProcess('hold-lock.ts', test.url)
      await other.line('held')
      await other.kill()
      await using database = await connect(test.url)
      // The server notices the end of a connection a moment later.
      await database.exclusively({ waitMs: 20_000 }, async () => undefined)
      expect(await test.mig('unlock')).toEqual(free)
    })

    it('names a holder that lives and leaves it alone; --force ends its session where the server has one', async () => {
      await using test = await arena()
      await using other = await otherProcess('hold-lock.ts', test.url)
      await other.line('held')
      const refused = await test.mig('unlock')
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toMatch(
        /^error: the migration lock is held by .*(pid|session) \d+.*, which lives \[MIG_LOCK_HELD\]\nhint: Wait for it, or end /,
      )
      const forced = await test.mig('unlock --force --json')
      if (server.dialect === 'sqlite') {
        expect(forced.exitCode).toBe(2)
        expect(forced.stdout + forced.stderr).toContain(`kill ${other.process.pid}`)
        return
      }
      expect(JSON.parse(forced.stdout)).toMatchObject({ action: 'ended' })
      await using database = await connect(test.url)
      expect(await database.exclusively({ waitMs: 20_000 }, async () => 'free')).toBe('free')
    })

    async function arena() {
      const [folder, created] = [await tempFolder(), await server.create()]
      mkdirSync(join(folder.path, 'migrations', 'versions'), { recursive: true })
      return {
        url: created.url,
        mig: (words: string) => runCli(words, folder.path, { MIG_DATABASE: created.url, MIG_MODE: 'dag' }),
        async [Symbol.asyncDispose]() {
          await created.dispose()
          await folder[Symbol.asyncDispose]()
        },
      }
    }
  })
}
