import { MigError } from '@mig/core'
import type { Arguments, Command } from './command.js'
import { CommandContext } from './context.js'
import { parsePlainly } from './fast-path.js'
import type { Io } from './io.js'
import { printError } from './render/error.js'

/**
 * Runs one command line and returns the exit code: 0 done or nothing to do · 1 tried and failed · 2 the request is
 * wrong, nothing touched · 3 a check found something · 70 a bug.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const options = { json: argv.includes('--json'), verbose: argv.includes('--verbose') }
  try {
    const plain = await parsePlainly(argv)
    if (plain) return await runCommand(plain.command, plain.args, io)
    const { parseWords } = await import('./parse-words.js')
    const parsed = await parseWords(argv, 100)
    if (parsed.kind === 'command') return await runCommand(parsed.command, parsed.args, io)
    io.stdout(parsed.text.endsWith('\n') ? parsed.text : `${parsed.text}\n`)
    return 0
  } catch (error) {
    return printError(error, io, options)
  }
}

async function runCommand(command: Command, args: Arguments, io: Io): Promise<number> {
  if (args['on'] === 'all') {
    const { runOnEach } = await import('./run-on-each.js')
    return runOnEach(args, io, (own, ownIo) => runCommand(command, own, ownIo))
  }
  const context = new CommandContext(args, io)
  try {
    if (command.mode) await checkMode(command, context)
    const { data, text = [], exitCode = 0 } = await command.run(args, context)
    const lines = typeof text === 'string' ? [text] : text
    if (args['json'] === true) io.stdout(`${JSON.stringify(data, null, 2)}\n`)
    else if (lines.length > 0) io.stdout(`${lines.join('\n')}\n`)
    return exitCode
  } finally {
    await context.close()
  }
}

async function checkMode(command: Command, context: CommandContext): Promise<void> {
  const [mode, { repository }] = [await context.mode(), await context.settings()]
  if (!command.mode || mode === command.mode.only) return
  const name = command.command.split(' ')[0]
  throw new MigError(
    'MIG_MODE_UNSUPPORTED',
    `'${name}' belongs to ${command.mode.only} mode, and '${repository}' is a ${mode} repository`,
    {
      details: { command: name, mode },
      hint: `Use: ${command.mode.instead}`,
    },
  )
}
