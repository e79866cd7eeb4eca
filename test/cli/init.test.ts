import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { expectTranscript } from './transcript.js'

let folder: TempFolder
beforeEach(async () => {
  folder = await tempFolder()
})
afterEach(async () => folder[Symbol.asyncDispose]())

const run = (words: string, env?: Readonly<Record<string, string>>) => runCli(words, folder.path, env)
const play = (transcript: string) => expectTranscript(folder.path, transcript)
const read = (path: string) => readFileSync(join(folder.path, path), 'utf8')
const allFiles = () => readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).sort()

describe('mig templates', () => {
  it('lists what init can make', async () => {
    await play(`
      $ mig templates
      typescript      migrations in TypeScript; mig.config.ts where there is a tsconfig.json, else mig.config.json (default)
      javascript      migrations in JavaScript, mig.config.mjs
      sql             migrations in plain SQL, mig.config.json
      multi-database  several databases in one configuration, each with a repository of its own; commands take --on NAME or --on all
    `)
    const { templates } = JSON.parse((await run('templates --json')).stdout) as { readonly templates: readonly { readonly name: string }[] }
    expect(templates.map(({ name }) => name)).toEqual(['typescript', 'javascript', 'sql', 'multi-database'])
  })
})

describe('mig init', () => {
  for (const [template, ending, config] of [
    ['typescript', 'ts', 'json'],
    ['javascript', 'js', 'mjs'],
    ['sql', 'sql', 'json'],
  ] as const) {
    for (const mode of ['dag', 'linear'] as const) {
      it(`makes a ${mode} repository from the template ${template}, which runs`, async () => {
        expect((await run(`init --template ${template} --mode ${mode}`)).stdout).toContain(`created mig.config.${config}:`)
        const write = mode === 'dag' ? 'revision -m "create account"' : 'script "create account"'
        const { stdout } = await run(write)
        expect(stdout).toMatch(new RegExp(`\\.${ending}\n$`))
        expect(await run('upgrade')).toMatchObject({ exitCode: 0 })
        expect((await run('check')).stdout).toContain('nothing found')
        expect(existsSync(join(folder.path, 'app.db'))).toBe(true)
      })
    }
  }

  it('writes a configuration of the kind that is asked for, which loads without anything installed', async () => {
    for (const format of ['ts', 'js', 'mjs', 'json']) {
      await run(`init ${format}/migrations --template sql --config-format ${format}`)
      expect(await run(`heads --config mig.config.${format}`), format).toMatchObject({ exitCode: 0 })
      if (format === 'ts')
        expect(read('mig.config.ts')).toBe(`import type { Settings } from '@mig/cli/config'

export default {
  mode: 'dag',
  repository: './ts/migrations',
  database: process.env.DATABASE_URL ?? 'sqlite:./app.db',
  language: 'sql',
} satisfies Settings
`)
      rmSync(join(folder.path, `mig.config.${format}`))
    }
  })

  it('takes TypeScript for the configuration of a TypeScript project', async () => {
    writeFileSync(join(folder.path, 'tsconfig.json'), '{}')
    expect((await run('init')).stdout).toContain('created mig.config.ts:')
  })

  it('overwrites nothing', async () => {
    writeFileSync(join(folder.path, 'mig.config.json'), '{"repository":"./db"}')
    await play(`
      $ mig init db
      created ./db (dag)
      kept mig.config.json as it is: it must name ./db
      next: mig revision -m "create account table"
    `)
    expect(read('mig.config.json')).toBe('{"repository":"./db"}')
    const before = allFiles()
    await play(`
      $ mig init db
      error: '~/db' is not empty [MIG_REPOSITORY_EXISTS]
      hint: Choose an empty or new folder; nothing was overwritten.
      (exit 2)
      $ mig init db --template multi-database
      error: '~/db' is not empty [MIG_REPOSITORY_EXISTS]
      hint: Choose an empty or new folder; nothing was overwritten.
      (exit 2)
      $ mig init mig.config.json
      error: '~/mig.config.json' is a file [MIG_REPOSITORY_EXISTS]
      hint: Choose an empty or new folder; nothing was overwritten.
      (exit 2)
      $ mig init other --template python
      error: --template cannot be 'python' [MIG_OPTION_INVALID]
      hint: It is one of 'typescript', 'javascript', 'sql', 'multi-database'.
      (exit 2)
      $ mig init other --names shop
      error: --names is for several databases [MIG_OPTION_INVALID]
      hint: Add --template multi-database.
      (exit 2)
      $ mig init other --template multi-database --names shop --names shop
      error: 'shop' cannot be the name of a database, or is given twice [MIG_OPTION_INVALID]
      hint: Begin with a letter, then letters, digits and underscores; and not 'all'.
      (exit 2)
    `)
    expect(allFiles()).toEqual(before)
  })
})

describe('several databases', () => {
  beforeEach(async () => {
    await play(`
      $ mig init --template multi-database --names shop --names audit
      created ./migrations/shop (dag)
      created ./migrations/audit (dag)
      created mig.config.json: set the databases in it
      next: mig revision -m "create account table" --on shop
    `)
  })

  it('are migrated one by one, or all in turn', async () => {
    await play(`
      $ mig revision -m "create account table" --rev-id a1 --sql --on shop
      created migrations/shop/versions/a1_create_account_table.sql
      $ mig revision -m "create trail" --rev-id t1 --sql --on audit
      created migrations/audit/versions/t1_create_trail.sql
      $ mig upgrade --on shop
      upgrade a1 create account table  N ms
      $ mig current --on all
      shop:
      a1 (head)

      audit:
      nothing is applied
      $ mig upgrade --on all
      shop:
      nothing to do: at a1

      audit:
      upgrade t1 create trail  N ms
      $ mig downgrade base --on audit
      downgrade t1 create trail  N ms
      $ mig heads --on all
      shop:
      a1 (head) create account table

      audit:
      t1 (head) create trail
    `)
    expect(allFiles()).toEqual(expect.arrayContaining(['shop.db', 'audit.db']))
    expect(JSON.parse((await run('heads --on all --json')).stdout)).toMatchObject({
      shop: { heads: [{ revision: 'a1' }] },
      audit: { heads: [{ revision: 't1' }] },
    })
  })

  it('need a choice, which the environment can make as well', async () => {
    await play(`
      $ mig current
      error: ~/mig.config.json names 2 databases: shop, audit [MIG_DATABASE_CHOICE]
      hint: Add --on shop, or --on audit, or --on all for each in turn.
      (exit 2)
      $ mig current --on shopp
      error: there is no database 'shopp' in ~/mig.config.json [MIG_DATABASE_CHOICE]
      hint: Add --on shop, or --on audit, or --on all for each in turn.
      (exit 2)
      $ mig current --on all --database sqlite:./one.db
      error: --database names one, and --on all means each database [MIG_OPTION_INVALID]
      hint: Leave --database out, or choose one with --on NAME.
      (exit 2)
    `)
    expect((await run('current', { MIG_ON: 'audit' })).stdout).toBe('nothing is applied\n')
    expect((await run('current -v --on shop --database sqlite:./third.db')).stdout).toContain('third.db')
    writeFileSync(join(folder.path, 'mig.config.json'), '{"database":"sqlite:./app.db"}')
    const { stderr, exitCode } = await run('current --on shop')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('has no "databases"')])
  })

  it('stop at the first that fails, and say on which it was not run', async () => {
    await run('revision -m "create account" --rev-id a1 --sql --on shop')
    writeFileSync(
      join(folder.path, 'migrations/shop/versions/a1_create_account.sql'),
      '-- revision: a1\n-- down revision:\n-- migrate:up\nCREATE TABLE broken (;\n',
    )
    const text = await run('upgrade --on all')
    expect(text.exitCode).toBe(1)
    expect(text.stderr).toMatch(/\[MIG_STEP_FAILED\][^]*\nnot run on audit\n$/)
    expect(existsSync(join(folder.path, 'audit.db'))).toBe(false)
    const answer = JSON.parse((await run('upgrade --on all --json')).stdout) as unknown
    expect(answer).toMatchObject({ shop: { error: { code: 'MIG_STEP_FAILED' } } })
    expect(Object.keys(answer as object)).toEqual(['shop'])
  })

  it('exit with 3 when a check found something on one of them', async () => {
    for (const name of ['shop', 'audit']) await run(`upgrade --on ${name}`)
    writeFileSync(join(folder.path, 'migrations/shop/versions/HEADS'), 'merged by hand\n')
    const { stdout, exitCode } = await run('check --on all')
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^shop:\n[^]*\n\naudit:\n[^]*nothing found\n$/)
  })

  it('are all checked when the configuration is read', async () => {
    writeFileSync(
      join(folder.path, 'mig.config.json'),
      JSON.stringify({ databases: { all: {}, shop: { databse: 'x', engine: '>=1' }, audit: 'sqlite:./a.db' } }),
    )
    const { stderr, exitCode } = await run('current --on shop')
    expect(exitCode).toBe(2)
    for (const place of ['databases.all', 'databases.shop.databse', 'databases.shop.engine', 'databases.audit'])
      expect(stderr).toContain(`'${place}'`)
  })

  it('may be of either mode, and a configuration in code takes their URLs from the environment', async () => {
    await run('init code --mode linear --template multi-database --config-format mjs')
    expect(read('mig.config.json')).toContain('"databases"')
    rmSync(join(folder.path, 'mig.config.json'))
    await run('init code2 --mode linear --template multi-database --config-format mjs')
    expect(read('mig.config.mjs')).toBe(`/** @type {import('@mig/cli/config').Settings} */
export default {
  mode: 'linear',
  language: 'ts',
  databases: {
    main: {
      repository: './code2/main',
      database: process.env.MAIN_DATABASE_URL ?? 'sqlite:./main.db',
    },
    second: {
      repository: './code2/second',
      database: process.env.SECOND_DATABASE_URL ?? 'sqlite:./second.db',
    },
  },
}
`)
    await play(`
      $ mig script "Add account table" --sql --on second
      created code2/second/versions/001_Add_account_table_default_upgrade.sql
      created code2/second/versions/001_Add_account_table_default_downgrade.sql
      $ mig upgrade --on all
      main:
      nothing to do: nothing is applied

      second:
      0 -> 1... done (N ms)
    `)
  })
})
