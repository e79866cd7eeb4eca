import { expect } from 'vitest'
import { runCli } from './run-cli.js'

/**
 * Runs the commands of a transcript one after another and compares what they print, word for word.
 *
 * A line `$ mig …` is a command; what follows is what it prints, progress and errors before data, and its exit code in
 * brackets where it is not 0. Durations and the folder's own path are left out.
 *
 * @example
 * await follow(folder.path, `
 *   $ mig upgrade nowhere
 *   error: no revision or label 'nowhere' [MIG_TARGET_UNKNOWN]
 *   hint: See mig history, or mig heads.
 *   [2]
 * `)
 */
export async function follow(folder: string, transcript: string): Promise<void> {
  const lines = transcript.split('\n')
  const indent = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')![0].length
  const expected = lines.map((line) => line.slice(indent).trimEnd()).filter((line) => line !== '')
  const seen: string[] = []
  for (const line of expected) {
    if (!line.startsWith('$ mig')) continue
    const { stdout, stderr, exitCode } = await runCli(line.slice('$ mig'.length), folder)
    const printed = `${stderr}${stdout}`.replaceAll(`${folder}/`, '').replaceAll(/ {2}\d+ ms$/gm, '')
    seen.push(line, ...printed.split('\n').filter((text) => text !== ''), ...(exitCode === 0 ? [] : [`[${exitCode}]`]))
  }
  expect(seen).toEqual(expected)
}
