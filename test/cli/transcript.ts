import { expect } from 'vitest'
import { runCli } from '../support/run-cli.js'

/**
 * Types the commands of a transcript (lines that begin with `$ mig`) and expects what stands below each: output, messages,
 * and `(exit N)` where that is not 0. The folder's path is written `~`, times are `N ms`; indentation common to all lines is taken off.
 *
 * @example
 * await expectTranscript(folder.path, `
 *   $ mig heads
 *   30aaeaf5a3d7 (head) create account table
 * `)
 */
export async function expectTranscript(cwd: string, transcript: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const lines = transcript.split('\n')
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  const expected = lines
    .map((line) => line.slice(indent).trimEnd())
    .join('\n')
    .trim()
  const actual: string[] = []
  for (const line of expected.split('\n')) {
    if (!line.startsWith('$ mig')) continue
    const { stdout, stderr, exitCode } = await runCli(line.slice('$ mig'.length), cwd, env)
    actual.push(line, ...`${stdout}${stderr}`.split('\n').filter((text, index, all) => text !== '' || index < all.length - 1))
    if (exitCode !== 0) actual.push(`(exit ${exitCode})`)
  }
  const told = actual.map((line) =>
    line
      .replaceAll(cwd, '~')
      .replace(/\b\d+(?:\.\d+)? (?:ms|s)\b/g, 'N ms')
      .trimEnd(),
  )
  expect(told.join('\n')).toBe(expected)
}
