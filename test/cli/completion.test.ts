import { expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { tempFolder } from '../support/temp-folder.js'

const complete = async (line: string, cwd: string): Promise<readonly string[]> =>
  (await runCli(`--get-yargs-completions ${line}`, cwd)).stdout.split('\n').filter(Boolean)

it('prints a script for the shell', async () => {
  await using folder = await tempFolder()
  const script = await runCli('completion', folder.path)
  expect(script.exitCode).toBe(0)
  expect(script.stdout).toContain('mig --get-yargs-completions')
})

it('completes commands, options, and what an option is chosen from', async () => {
  await using folder = await tempFolder()
  expect(await complete('mig up', folder.path)).toEqual(['up', 'update_db_from_model', 'upgrade'])
  expect(await complete('mig db', folder.path)).toEqual(['db_version', 'dbv'])
  expect(await complete('mig db-', folder.path)).toEqual(['db-version'])
  expect(await complete('mig upgrade --lock', folder.path)).toEqual(['--lock-wait'])
  expect(await complete('mig upgrade --plan --pl', folder.path)).toEqual([])
  expect(await complete('mig current --mode d', folder.path)).toEqual(['dag'])
  expect(await complete('mig current --c', folder.path)).toContain('--config')
})
