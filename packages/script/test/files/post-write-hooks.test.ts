import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isMigError, type MigError } from '@mig/core'
import { runPostWriteHooks, type PostWriteHook } from '../../src/index.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'mig-hooks-'))
  file = join(folder, 'a b.sql')
  writeFileSync(file, 'one')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A hook that runs a line of JavaScript; `process.argv[1]` is its first argument. */
const node = (code: string, ...args: readonly string[]): PostWriteHook => ({ command: process.execPath, args: ['-e', code, '--', ...args] })
const failure = (...hooks: readonly PostWriteHook[]): Promise<MigError> =>
  runPostWriteHooks(hooks, [file]).then(
    () => Promise.reject(new Error('nothing failed')),
    (error: unknown) => (isMigError(error) ? error : Promise.reject(error as Error)),
  )
const append = "require('fs').appendFileSync(process.argv.at(-1), '+')"

describe('post-write hooks', () => {
  it('run one after the other, the path for {file} or at the end', async () => {
    const copy = node("require('fs').copyFileSync(process.argv[1], process.argv[2])", '{file}', '{file}.copy')
    await runPostWriteHooks([node(append), copy, node(append)], [file])
    expect(readFileSync(`${file}.copy`, 'utf8')).toBe('one+')
    expect(readFileSync(file, 'utf8')).toBe('one++')
  })

  it('run in the folder they name', async () => {
    await runPostWriteHooks([{ ...node("require('fs').writeFileSync(process.argv.at(-1), process.cwd())"), cwd: folder }], [file])
    expect(readFileSync(file, 'utf8')).toBe(folder)
  })

  it('that end with an error say what they printed, and later ones do not run', async () => {
    const error = await failure(node("console.log('looks'); console.error('bad'); process.exitCode = 3"), node(append))
    expect(error).toMatchObject({ code: 'MIG_HOOK_FAILED', exitCode: 1, details: { exitCode: 3, file } })
    expect(error.message).toMatch(/^the post-write hook '.*a b\.sql' ended with exit code 3:\n(looks\nbad|bad\nlooks)$/)
    expect(readFileSync(file, 'utf8')).toBe('one')
  })

  it('that cannot be started, are killed, or remove the file have failed', async () => {
    expect((await failure({ command: 'no-such-program-anywhere' })).message).toContain('could not be started (ENOENT)')
    expect((await failure(node("process.kill(process.pid, 'SIGKILL')"))).message).toContain('ended with signal SIGKILL')
    expect((await failure(node("require('fs').rmSync(process.argv.at(-1))"))).message).toContain('removed')
  })
})
