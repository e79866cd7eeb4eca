import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

const mig = join(import.meta.dirname, '../../packages/cli/dist/bundle/mig.cjs')

/** Prints each file that is required or imported. */
const reporters: Readonly<Record<string, string>> = {
  'require.cjs': `
    const { Module } = require('node:module')
    const load = Module._load
    Module._load = function (request, parent) {
      try { process._rawDebug('LOADED ' + Module._resolveFilename(request, parent)) } catch {}
      return load.apply(this, arguments)
    }`,
  'import.mjs': `import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)`,
  'hooks.mjs': `export async function load(url, context, next) { process._rawDebug('LOADED ' + url); return next(url, context) }`,
}

/** What a command without code needs of other people's packages, per dialect; everything else would be a cost for nothing. */
const drivers = { sqlite: 'sqlite3', postgres: 'pg', mysql: 'mysql2' } as const

/** Commands that run no code, what they print of one SQL revision, and whether they ask the database. */
const commands = [
  { command: 'current', prints: /"rows": ?\[\]/, connects: true },
  { command: 'heads', prints: /aaaaaaaaaaaa/, connects: false },
  { command: 'upgrade', prints: /aaaaaaaaaaaa/, connects: true },
] as const

describe.runIf(existsSync(mig)).each(commands)('mig $command, as it is built', ({ command, prints, connects }) => {
  for (const server of databases) {
    for (const [ending, config] of [
      ['json', (url: string) => JSON.stringify({ mode: 'dag', repository: './migrations', database: url })],
      ['mjs', (url: string) => `export default { mode: 'dag', repository: './migrations', database: ${JSON.stringify(url)} }`],
    ] as const) {
      it(`loads on ${server.name} with a .${ending} configuration its own driver and nothing heavy`, async () => {
        await using folder = await tempFolder()
        const created = await server.create()
        try {
          mkdirSync(join(folder.path, 'migrations/versions'), { recursive: true })
          writeFileSync(
            join(folder.path, 'migrations/versions/aaaaaaaaaaaa_a.sql'),
            '-- revision: aaaaaaaaaaaa\n-- down revision: none\n\n-- migrate:up\nCREATE TABLE a (id INTEGER);\n',
          )
          writeFileSync(join(folder.path, `mig.config.${ending}`), config(created.url))
          for (const [name, text] of Object.entries(reporters)) writeFileSync(join(folder.path, name), text)
          const { stdout, stderr, status } = spawnSync(
            process.execPath,
            ['--require', './require.cjs', '--import', './import.mjs', mig, command, '--json'],
            {
              cwd: folder.path,
              encoding: 'utf8',
            },
          )
          expect(status, stderr).toBe(0)
          expect(stdout).toMatch(prints)
          const loaded = [...stderr.matchAll(/^LOADED .*\/node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map((match) => match[1]!)
          expect(loaded.includes(drivers[server.dialect])).toBe(connects)
          const heavy = ['typeorm', 'yargs', 'oxc-transform', 'get-tsconfig', '@clack/prompts', ...Object.values(drivers)].filter(
            (name) => name !== drivers[server.dialect],
          )
          expect(loaded.filter((name) => heavy.includes(name))).toEqual([])
        } finally {
          await created.dispose()
        }
      })
    }
  }
})
