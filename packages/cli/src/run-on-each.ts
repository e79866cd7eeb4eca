import type { Arguments } from './command.js'
import { databaseNames } from './config/read-settings.js'
import { settingsFlags } from './context.js'
import type { Io } from './io.js'
import { printError } from './render/error.js'

/**
 * Runs a command on each configured database, in the order of the configuration, and stops at the first that fails: what is done
 * on the ones before it stays done, for no transaction spans several databases. With `--json`, one object holds the answer of each.
 *
 * @param run runs it on one; what it prints goes to the given output
 * @returns the exit code of the failure; else the first that is not 0
 */
export async function runOnEach(args: Arguments, io: Io, run: (args: Arguments, io: Io) => Promise<number>): Promise<number> {
  const names = await databaseNames(settingsFlags(args), io)
  const isJson = args['json'] === true
  const answers: Record<string, unknown> = {}
  let exitCode = 0
  for (const [index, name] of names.entries()) {
    let output = ''
    // made from the real one, whose members are read only when they are needed
    const own = isJson ? (Object.create(io, { stdout: { value: (text: string) => void (output += text) } }) as Io) : io
    if (!isJson) io.stdout(`${index === 0 ? '' : '\n'}${name}:\n`)
    let failed = false
    try {
      const code = await run({ ...args, on: name }, own)
      if (exitCode === 0) exitCode = code
    } catch (error) {
      failed = true
      exitCode = printError(error, own, { json: isJson, verbose: args['verbose'] === true })
    }
    if (isJson) answers[name] = JSON.parse(output)
    if (!failed) continue
    const left = names.slice(index + 1)
    if (left.length > 0) io.stderr(`not run on ${left.join(', ')}\n`)
    break
  }
  if (isJson) io.stdout(`${JSON.stringify(answers, null, 2)}\n`)
  return exitCode
}
