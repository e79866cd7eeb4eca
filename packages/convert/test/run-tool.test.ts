import { describe, expect, it } from 'vitest'
import { hidePasswords } from '../src/record/hide-passwords.js'
import { runTool } from '../src/record/run-tool.js'

const url = 'mysql://shop:s3cr3t%40home@db.example/mig_scratch_1'
const address = { url, dialect: 'mysql', database: 'mig_scratch_1' } as const

const run = (program: string, more: Partial<Parameters<typeof runTool>[0]> = {}) =>
  runTool({
    command: `"${process.execPath}" -e "${program}" {version}`,
    version: '7',
    file: '007_a.py',
    address,
    cwd: process.cwd(),
    timeoutMs: 60_000,
    signal: undefined,
    ...more,
  })

describe('a password', () => {
  it.each([
    ['mysql+pymysql://shop:s3cr3t%40home@db.example/x', 'mysql+pymysql://shop:***@db.example/x'],
    ["connect(password='s3cr3t@home')", "connect(password='***')"],
    ['PGPASSWORD=s3cr3t%40home', 'PGPASSWORD=***'],
    ['postgres://other:word@elsewhere/x', 'postgres://other:***@elsewhere/x'],
    ['at https://example.org:80/a@b, line 3', 'at https://example.org:80/a@b, line 3'],
  ])('is masked: %s', (text, shown) => {
    expect(hidePasswords(text, url)).toBe(shown)
  })

  it('is in no message, whatever the tool prints, and in no command', async () => {
    const program = `console.error(process.env.MIG_RECORD_URL.replace('mysql:', 'mariadb:')); process.exit(3)`
    const error = await run(program, { command: `"${process.execPath}" -e "${program}" {version} --log http://me:secret@log` }).catch(
      (thrown: unknown) => thrown,
    )
    const text = JSON.stringify([(error as Error).message, (error as { details: unknown }).details])
    expect(text).toContain('mariadb://shop:***@db.example')
    expect(text).not.toMatch(/s3cr3t|secret/)
  })
})

it('a tool is told what it has to know, in its words and in the environment', async () => {
  const words = "'{version} {file} {dialect} {database}' maria://{address}"
  const program = `const e = process.env; if (process.argv[2] !== '${url.replace('mysql', 'maria')}') process.exit(2); if (process.argv[1] + [e.MIG_RECORD_VERSION, e.MIG_RECORD_FILE, e.MIG_RECORD_URL] !== '7 007_a.py mysql mig_scratch_1' + ['7', '007_a.py', '${url}']) process.exit(1)`
  await run(program, {
    command: `"${process.execPath}" -e "${program}" ${words.replaceAll("'", process.platform === 'win32' ? '"' : "'")}`,
  })
})

describe('a tool that does not end', () => {
  it('is ended after its time, which is said', async () => {
    await expect(run('setTimeout(() => {}, 600000)', { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'MIG_RECORD_FAILED',
      message: expect.stringMatching(/^the old tool did not end within 0\.3 s at version 7 on mysql: /),
    })
  })

  it('is ended by force where it does not listen', async () => {
    const deaf = "process.on('SIGTERM', () => {}); setTimeout(() => {}, 600000)"
    await expect(run(deaf, { timeoutMs: 1000 })).rejects.toMatchObject({ code: 'MIG_RECORD_FAILED' })
  }, 60_000)
})
