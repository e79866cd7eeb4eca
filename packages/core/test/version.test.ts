import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { engineVersion } from '../src/index.js'

it('the engine names the version of its package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  expect(engineVersion).toBe(version)
})
