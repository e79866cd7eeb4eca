import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
const play = (transcript: string, env?: Readonly<Record<string, string>>) => expectTranscript(folder.path, transcript, env)
const read = (path: string) => readFileSync(join(folder.path, path), 'utf8')
const names = (path = 'migrations/versions') => readdirSync(join(folder.path, path)).sort()
const configure = (settings: Readonly<Record<string, unknown>>) =>
  writeFileSync(
    join(folder.path, 'mig.config.json'),
    JSON.stringify({ mode: 'dag', repository: './migrations', database: 'sqlite:./app.db', ...settings }),
  )
/** A program that stands in for an editor: notes the files it is given, and ends with a code. */
function editor(exitCode = 0): string {
  const path = join(folder.path, 'an editor.sh')
  writeFileSync(path, `#!/bin/sh\nfor file in "$@"; do echo "\${file##*/}" >> '${folder.path}/edited'; done\nexit ${exitCode}\n`)
  chmodSync(path, 0o755)
  return `'${path}' --wait`
}

describe('mig revision', () => {
  it('builds on a head, starts branches and roots, and joins heads', async () => {
    await play(`
      $ mig init
      created ./migrations (dag)
      created mig.config.json: set the database in it
      next: mig revision -m "create account table"
      $ mig revision -m "create account table" --rev-id a1
      created migrations/versions/a1_create_account_table.ts
      $ mig revision -m "add email" --rev-id b2 --js --branch-label mail
      created migrations/versions/b2_add_email.js
      $ mig revision -m "create shop" --head base --rev-id s1 --branch-label shop --sql-file
      created migrations/versions/s1_create_shop.sql
      $ mig revision -m "add city" --rev-id c3
      error: 'head' means one head, and there are 2: b2, s1 [MIG_HEADS_SEVERAL]
      hint: Choose mail@head (b2), shop@head (s1), or heads for all of them; to join them: mig merge heads -m "merge"
      (exit 2)
      $ mig revision -m "add city" --rev-id c3 --head a1
      error: 'a1' is no head: 'b2' is built on it [MIG_HEAD_REQUIRED]
      hint: Name a head (see mig heads), or add --splice to start a branch there.
      (exit 2)
      $ mig revision -m "add city" --rev-id c3 --head a1 --splice --depends-on shop
      created migrations/versions/c3_add_city.ts
      $ mig revision -m "all of it" --rev-id d4 --head mail@head --head c3
      created migrations/versions/d4_all_of_it.ts
      $ mig heads
      d4 (head) (merge point) all of it
      s1 (shop) (head) create shop
    `)
    expect(read('migrations/versions/d4_all_of_it.ts')).toContain("export const downRevision = ['b2', 'c3']\n")
    expect(read('migrations/versions/c3_add_city.ts')).toContain("export const dependsOn = 'shop'\n")
    expect(read('migrations/versions/HEADS')).toContain('\nd4 all_of_it (mail)\n')
  })

  it('answers with --json what it wrote', async () => {
    await run('init')
    await run('revision -m first --rev-id a1 --sql')
    expect(JSON.parse((await run('revision -m second --rev-id b2 --sql --json')).stdout)).toEqual({
      revision: 'b2',
      file: join(folder.path, 'migrations/versions/b2_second.sql'),
      downRevisions: ['a1'],
    })
  })

  it('refuses ids and labels that cannot be used, before anything is written', async () => {
    await run('init')
    await run('revision -m first --rev-id a1 --branch-label billing')
    const before = names()
    await play(`
      $ mig revision -m x --rev-id a1
      error: 'a1' is taken by ~/migrations/versions/a1_first.ts [MIG_REVISION_DUPLICATE]
      hint: Choose another --rev-id, or leave it out.
      (exit 2)
      $ mig revision -m x --rev-id a-b
      error: the revision id 'a-b' holds '-', which targets use [MIG_REVISION_ID]
      hint: Use letters, digits and underscores.
      (exit 2)
      $ mig revision -m x --rev-id head
      error: the revision id 'head' is a word that targets use [MIG_REVISION_ID]
      hint: Choose another one.
      (exit 2)
      $ mig revision -m x --branch-label billing
      error: the branch label 'billing' is taken by 'a1' [MIG_LABEL_DUPLICATE]
      hint: Choose another label.
      (exit 2)
      $ mig revision -m x --sql --js
      error: --sql and --js exclude one another [MIG_OPTION_INVALID]
      hint: Give one of them.
      (exit 2)
      $ mig revision -m x --head a1 --head a1
      error: 'a1 a1' names 'a1' twice [MIG_TARGET_INVALID]
      hint: Name each head once.
      (exit 2)
    `)
    expect(names()).toEqual(before)
  })

  it('takes ids of other tools, as long as the version table holds them', async () => {
    await run('init')
    await run(`revision -m first --rev-id 1975ea83b712 --sql`)
    expect((await run(`revision -m second --rev-id ${'V'.repeat(32)} --sql`)).exitCode).toBe(0)
    configure({ versionTable: 'alembic_version' })
    const refused = await run(`revision -m third --rev-id ${'x'.repeat(33)}`)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('is longer than 32 characters')
  })

  it('names files and writes languages as the configuration says', async () => {
    await run('init')
    configure({ language: 'sql', fileTemplate: '%(year)d_%(rev)s_%(slug)s', slugLength: 10, timezone: 'Pacific/Auckland' })
    expect((await run('revision -m "Create the accounts" --rev-id a1')).stdout).toMatch(/versions\/20\d\d_a1_create_the\.sql\n$/)
    expect((await run('revision -m "in code" --rev-id b2 --ts')).stdout).toMatch(/_b2_in_code\.ts\n$/)
    configure({ timezone: 'Nowhere', slugLength: 0, language: 'python', postWriteHooks: ['prettier'], fileTemplate: '' })
    const { stderr, exitCode } = await run('revision -m x')
    expect(exitCode).toBe(2)
    for (const key of ['slugLength', 'language', 'postWriteHooks', 'fileTemplate']) expect(stderr).toContain(`'${key}' must be`)
    configure({ timezone: 'Nowhere' })
    expect((await run('revision -m x')).stderr).toContain("there is no time zone 'Nowhere'")
    expect(names()).toHaveLength(3)
  })

  it('writes to several version locations', async () => {
    await run('init')
    mkdirSync(join(folder.path, 'plugins/shop'), { recursive: true })
    configure({ versionLocations: ['./migrations/versions', './plugins/shop'] })
    await play(`
      $ mig revision -m "create account" --rev-id a1 --sql
      error: there are 2 version locations, and a new root could go into each [MIG_VERSION_PATH]
      hint: Use one of '~/migrations/versions', '~/plugins/shop' with --version-path.
      (exit 2)
      $ mig revision -m "create account" --rev-id a1 --sql --version-path migrations/versions
      created migrations/versions/a1_create_account.sql
      $ mig revision -m "create shop" --rev-id s1 --sql --head base --version-path ./plugins/shop --branch-label shop
      created plugins/shop/s1_create_shop.sql
      $ mig revision -m "create order" --rev-id s2 --sql --head shop@head
      created plugins/shop/s2_create_order.sql
      $ mig revision -m x --head shop@head --version-path plugins
      error: '~/plugins' is no version location of this repository [MIG_VERSION_PATH]
      hint: Use one of '~/migrations/versions', '~/plugins/shop' with --version-path.
      (exit 2)
      $ mig upgrade heads
      upgrade a1 create account  N ms
      upgrade s1 create shop  N ms
      upgrade s2 create order  N ms
      $ mig heads
      a1 (head) create account
      s2 (head) create order
    `)
  })

  it('runs post-write hooks, and takes the file back when one fails', async () => {
    await run('init')
    const hook = (code: string) => ({ postWriteHooks: [{ command: process.execPath, args: ['-e', code, '--', '{file}'] }] })
    configure(hook("require('fs').appendFileSync(process.argv[1], '-- formatted\\n')"))
    await run('revision -m first --rev-id a1 --sql')
    expect(read('migrations/versions/a1_first.sql')).toMatch(/\n-- formatted\n$/)
    configure(hook("console.error('line 3: too long'); process.exitCode = 4"))
    const { stderr, exitCode } = await run('revision -m second --rev-id b2 --sql')
    expect([exitCode, names()]).toEqual([1, ['HEADS', 'a1_first.sql']])
    expect(stderr).toMatch(/^error: the post-write hook '.*b2_second\.sql' ended with exit code 4:\nline 3: too long \[MIG_HOOK_FAILED\]\n/)
    expect(read('migrations/versions/HEADS')).toContain('\na1 first\n')
  })

  it('opens what it wrote with --edit', async () => {
    await run('init')
    await play(
      `
      $ mig revision -m first --rev-id a1 --edit
      error: no editor is configured: neither VISUAL nor EDITOR is set [MIG_EDITOR_MISSING]
      hint: Set one of them, for example: export EDITOR='code --wait'
      (exit 2)
    `,
    )
    expect(names()).toEqual(['HEADS'])
    await play(
      `
      $ mig revision -m first --rev-id a1 --edit
      created migrations/versions/a1_first.ts
    `,
      { EDITOR: editor() },
    )
    expect(read('edited')).toBe('--wait\na1_first.ts\n')
  })
})

describe('mig merge', () => {
  beforeEach(async () => {
    await run('init')
    await run('revision -m "create account" --rev-id a1 --sql')
  })

  it('joins heads, and says when there is nothing to join', async () => {
    await play(`
      $ mig merge heads
      nothing to merge: 'a1' is the only head
      $ mig revision -m "add email" --rev-id b2 --sql
      created migrations/versions/b2_add_email.sql
      $ mig revision -m "add city" --rev-id c3 --sql --head a1 --splice
      created migrations/versions/c3_add_city.sql
      $ mig merge b2
      error: 'b2' means only 'b2': a merge needs two [MIG_MERGE_POINTLESS]
      hint: Name at least two heads; see mig heads.
      (exit 2)
      $ mig merge a1 c3
      error: 'a1' is already part of 'c3' [MIG_MERGE_POINTLESS]
      hint: Leave 'a1' out.
      (exit 2)
      $ mig merge heads -m "join email and city" --rev-id d4 --branch-label joined
      created migrations/versions/d4_join_email_and_city.sql
      $ mig upgrade
      upgrade a1 create account  N ms
      upgrade b2 add email  N ms
      upgrade c3 add city  N ms
      upgrade d4 join email and city  N ms
      $ mig merge b2 c3 -m "again" --rev-id e5
      error: 'b2' is no head: 'd4' is built on it [MIG_HEAD_REQUIRED]
      hint: Name a head (see mig heads), or add --splice to start a branch there.
      (exit 2)
      $ mig merge b2 c3 -m "again" --rev-id e5 --splice
      created migrations/versions/e5_again.sql
      $ mig heads
      d4 (joined) (head) (merge point) join email and city
      e5 (head) (merge point) again
    `)
    const said = names().flatMap((name) =>
      name.startsWith('HEADS') ? [`${name}: ${read(`migrations/versions/${name}`).split('\n')[2]}`] : [],
    )
    expect(said).toEqual(['HEADS: d4 join_email_and_city (joined)', 'HEADS.c3: joined by d4 join_email_and_city', 'HEADS.e5: e5 again'])
  })

  it('answers with --json, also that there was nothing to do', async () => {
    expect(JSON.parse((await run('merge heads --json')).stdout)).toEqual({ revision: null })
    await run('revision -m other --rev-id x1 --sql --head base')
    expect(JSON.parse((await run('merge heads --rev-id m1 --json')).stdout)).toMatchObject({ revision: 'm1', downRevisions: ['a1', 'x1'] })
  })
})

describe('mig edit', () => {
  it('opens the file of a revision', async () => {
    await run('init')
    for (const id of ['a1', 'b2']) await run(`revision -m "about ${id}" --rev-id ${id} --sql`)
    await play(
      `
      $ mig edit current
      error: 'current' names no revision that has a file [MIG_TARGET_INVALID]
      hint: Nothing is applied: name a revision or a head.
      (exit 2)
      $ mig upgrade a1
      upgrade a1 about a1  N ms
      $ mig edit current
      edited migrations/versions/a1_about_a1.sql
      $ mig edit head
      edited migrations/versions/b2_about_b2.sql
      $ mig edit base
      error: 'base' names no revision that has a file [MIG_TARGET_INVALID]
      hint: Name a revision or a head.
      (exit 2)
    `,
      { VISUAL: editor(), EDITOR: 'not-this-one' },
    )
    expect(read('edited')).toBe('--wait\na1_about_a1.sql\n--wait\nb2_about_b2.sql\n')
    expect(JSON.parse((await run('edit a1 --json', { EDITOR: editor() })).stdout)).toEqual({
      revisions: ['a1'],
      files: [join(folder.path, 'migrations/versions/a1_about_a1.sql')],
    })
  })

  it('opens every file of a version', async () => {
    await run('init --mode linear')
    await run('script "Add account table" --sql')
    await play(
      `
      $ mig edit 1
      edited migrations/versions/001_Add_account_table_default_downgrade.sql
      edited migrations/versions/001_Add_account_table_default_upgrade.sql
    `,
      { EDITOR: editor() },
    )
    expect(read('edited')).toBe('--wait\n001_Add_account_table_default_downgrade.sql\n001_Add_account_table_default_upgrade.sql\n')
  })

  it('tells what is wrong with the editor', async () => {
    await run('init')
    await run('revision -m first --rev-id a1 --sql')
    await play(`
      $ mig edit head
      error: no editor is configured: neither VISUAL nor EDITOR is set [MIG_EDITOR_MISSING]
      hint: Set one of them, for example: export EDITOR='code --wait'
      (exit 2)
    `)
    const missing = await run('edit head', { EDITOR: 'no-such-editor-anywhere 2>/dev/null' })
    expect([missing.exitCode, missing.stderr]).toEqual([1, expect.stringContaining('was not found')])
    const failed = await run('edit head', { EDITOR: editor(3) })
    expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringContaining('ended with exit code 3')])
  })
})

describe('mig script', () => {
  it('takes the next number, and versions/LATEST says so', async () => {
    await play(`
      $ mig init --mode linear
      created ./migrations (linear)
      created mig.config.json: set the database in it
      next: mig script "Add account table"
      $ mig script "Add account table"
      created migrations/versions/001_Add_account_table.ts
      $ mig script "Add email" --js
      created migrations/versions/002_Add_email.js
    `)
    expect(read('migrations/versions/LATEST')).toBe('002 Add_email (js)\n')
  })

  it('writes the configured language, and takes every file back when a hook fails', async () => {
    await run('init --mode linear')
    const fail = "if (process.argv[1].includes('downgrade')) { console.log('no'); process.exit(1) }"
    configure({ mode: 'linear', language: 'sql', postWriteHooks: [{ command: process.execPath, args: ['-e', fail, '--'] }] })
    const { stderr, exitCode } = await run('script "Add email"')
    expect([exitCode, names()]).toEqual([1, ['LATEST']])
    expect(stderr).toContain('001_Add_email_default_downgrade.sql')
    configure({ mode: 'linear', language: 'js' })
    expect((await run('script "Add email"')).stdout).toBe('created migrations/versions/001_Add_email.js\n')
  })
})
