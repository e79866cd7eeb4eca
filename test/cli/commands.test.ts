import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

/** A folder with a DAG repository of two revisions on SQLite. */
async function dagFolder() {
  const folder = await tempFolder()
  const run = (words: string) => runCli(words, folder.path)
  await run('init')
  for (const [id, message] of [
    ['a1', 'create a'],
    ['b2', 'create b'],
  ] as const) {
    await run(`revision -m "${message}" --rev-id ${id} --sql`)
    const file = join(folder.path, `migrations/versions/${id}_${message.replace(' ', '_')}.sql`)
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('-- migrate:up\n', `-- migrate:up\nCREATE TABLE ${id} (id INTEGER PRIMARY KEY);\n`)
        .replace(/-- migrate:down\n?$/, `-- migrate:down\nDROP TABLE ${id};\n`),
    )
  }
  return { path: folder.path, run, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

describe('a release', () => {
  it('is tagged, is a target, and is told by status', async () => {
    await using folder = await dagFolder()
    expect(await folder.run('tag 1.0.0 a1')).toMatchObject({ exitCode: 0, stdout: 'tagged 1.0.0: a1\n' })
    expect(await folder.run('tag 1.1.0')).toMatchObject({ exitCode: 0, stdout: 'tagged 1.1.0: b2\n' })
    expect(await folder.run('tag 1.1.0')).toMatchObject({ exitCode: 2 })
    expect(await folder.run('tag v2')).toMatchObject({ exitCode: 2 })
    await folder.run('upgrade release:1.0.0')
    expect((await folder.run('current')).stdout).toBe('a1\n')
    expect((await folder.run('status')).stdout).toContain('release:    1.0.0\n')
    await folder.run('upgrade release:^1')
    expect((await folder.run('current')).stdout).toBe('b2 (head)\n')
    await folder.run('downgrade release:1.0.0')
    expect((await folder.run('current')).stdout).toBe('a1\n')
    const missing = await folder.run('upgrade release:^3')
    expect(missing).toMatchObject({ exitCode: 2 })
    expect(missing.stderr).toContain('Tagged releases: 1.0.0, 1.1.0')
  })
})

describe('every command', () => {
  it('prints one JSON object with --json and nothing else', async () => {
    await using folder = await dagFolder()
    const commands = [
      'upgrade',
      'current',
      'status',
      'history',
      'heads',
      'branches',
      'show head',
      'log',
      'downgrade -1',
      'stamp head',
      'upgrade --plan',
      'tag 1.0.0',
      'ensure-version',
    ]
    for (const command of commands) {
      const { stdout, stderr, exitCode } = await folder.run(`${command} --json`)
      expect(exitCode, command).toBe(0)
      expect(JSON.parse(stdout), command).toBeTypeOf('object')
      expect(stderr, command).toBe('')
    }
  })

  it('has a help that names its arguments', async () => {
    await using folder = await tempFolder()
    const overview = (await runCli('', folder.path)).stdout
    const names = [...overview.matchAll(/^ {2}([a-z_-]+)(?: |$)/gm)].map((match) => match[1]!).filter((name) => !name.startsWith('-'))
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) {
      const { stdout, exitCode } = await runCli(`${name} --help`, folder.path)
      expect(exitCode, name).toBe(0)
      expect(stdout, name).toContain(`mig ${name}`)
      expect(await runCli(`help ${name}`, folder.path)).toMatchObject({ stdout })
    }
  })
})

describe('stamp', () => {
  it('records without running, and says how to get out of an unknown row', async () => {
    await using folder = await dagFolder()
    expect(await folder.run('stamp a1')).toMatchObject({ exitCode: 0, stdout: 'recorded: a1\n' })
    await folder.run('revision -m "create c" --rev-id c3 --sql')
    await folder.run('upgrade c3').then(() => undefined)
    const gone = await runCli('current', folder.path)
    expect(gone.exitCode).toBe(0)
    expect(await folder.run('stamp --purge base')).toMatchObject({ exitCode: 0, stdout: 'recorded: base\n' })
    expect((await folder.run('current')).stdout).toBe('nothing is applied\n')
  })
})

describe('a half-written configuration', () => {
  it('is put right by flags and variables: flags over variables over file', async () => {
    await using folder = await dagFolder()
    await folder.run('upgrade a1 --database sqlite:./other.db')
    expect((await runCli('current', folder.path, { MIG_DATABASE: 'sqlite:./other.db' })).stdout).toBe('a1\n')
    expect((await runCli('current --database sqlite:./app.db', folder.path, { MIG_DATABASE: 'sqlite:./other.db' })).stdout).toBe(
      'nothing is applied\n',
    )
  })
})
