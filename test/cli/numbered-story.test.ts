import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** What was printed, with the times taken out. */
const plain = (text: string): string => text.replaceAll(/\(\d+ ms\)|\(\d+\.\d s\)/g, '(… ms)')

describe('the story of a numbered repository', () => {
  for (const server of databases.filter(({ dialect }) => dialect !== 'postgres')) {
    it(`goes from nothing to two versions and back by one on ${server.name}`, async () => {
      await using folder = await tempFolder()
      const { url, dispose } = await server.create()
      const run = async (words: string) => {
        const { stdout, stderr, exitCode } = await runCli(words, folder.path, { MIG_DATABASE: url })
        return { exitCode, printed: plain(stderr + stdout) }
      }
      const write = (name: string, text: string): void => writeFileSync(join(folder.path, 'migrations/versions', name), text)
      try {
        expect(await run('create migrations "Account service"')).toMatchObject({
          exitCode: 0,
          printed: [
            'created ./migrations (linear)',
            'created mig.config.json: set the database in it',
            'next: mig script "Add account table"\n',
          ].join('\n'),
        })
        expect(await run('version_control')).toEqual({ exitCode: 0, printed: 'under version control at 0\n' })
        expect(await run('script "Add account table"')).toEqual({
          exitCode: 0,
          printed: 'created migrations/versions/001_Add_account_table.ts\n',
        })
        write(
          '001_Add_account_table.ts',
          `import type { Operations } from '@mig/schema'

export async function upgrade(op: Operations) {
  await op.execute('CREATE TABLE account (id INTEGER PRIMARY KEY, login VARCHAR(40), passwd VARCHAR(40))')
}

export async function downgrade(op: Operations) {
  await op.execute('DROP TABLE account')
}
`,
        )
        const tested = await run('test')
        expect(tested).toMatchObject({ exitCode: 0 })
        expect(tested.printed).toMatch(
          /^0 -> 1\.\.\. done \(… ms\)\n1 -> 0\.\.\. done \(… ms\)\nSuccess: version 1 goes up and down on a scratch database beside /,
        )
        expect(await run('db_version')).toEqual({ exitCode: 0, printed: '0\n' })
        expect(await run('upgrade')).toEqual({ exitCode: 0, printed: '0 -> 1... done (… ms)\n' })

        expect(await run('script "Add email column" --sql')).toMatchObject({ exitCode: 0 })
        write('002_Add_email_column_default_upgrade.sql', 'ALTER TABLE account ADD COLUMN email VARCHAR(120);\n')
        write('002_Add_email_column_default_downgrade.sql', 'ALTER TABLE account DROP COLUMN email;\n')
        expect(await run('version')).toEqual({ exitCode: 0, printed: '2\n' })
        expect(await run('upgrade')).toEqual({ exitCode: 0, printed: '1 -> 2... done (… ms)\n' })
        expect(await run('upgrade')).toEqual({ exitCode: 0, printed: 'nothing to do: at 2\n' })
        expect(await run('downgrade 1')).toEqual({ exitCode: 0, printed: '2 -> 1... done (… ms)\n' })
        expect(await run('db_version')).toEqual({ exitCode: 0, printed: '1\n' })
        expect(await run('history -i')).toEqual({
          exitCode: 0,
          printed: '1 -> 2 (head), Add email column\n<base> -> 1 (current), Add account table\n',
        })
      } finally {
        await dispose()
      }
    })
  }
})
