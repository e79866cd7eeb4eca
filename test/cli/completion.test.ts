import { expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

it('the shell completes commands', async () => {
  await using folder = await tempFolder()
  const script = await runCli('completion', folder.path)
  expect(script.exitCode).toBe(0)
  expect(script.stdout).toContain('mig --get-yargs-completions')
  const answers = (await runCli('--get-yargs-completions mig up', folder.path)).stdout.split('\n')
  expect(answers).toEqual(expect.arrayContaining(['upgrade', 'downgrade', 'convert', 'db_version']))
})
