import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWalk, runWalk } from './support/console-walk.js'

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The README is a transcript: every command in its walks is typed, and must print what the page says. */
describe('the README', () => {
  for (const name of ['dag', 'linear']) {
    it(`walks through ${name} mode as printed`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mig-readme-'))
      try {
        const results = await runWalk(readWalk(readme, name), folder, join(root, 'packages/cli/dist/bundle/mig.cjs'))
        expect(results.length).toBeGreaterThan(3)
        for (const { command, line, actual, expected } of results) expect(actual, `README.md:${line}: ${command}`).toEqual(expected)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  }
})
