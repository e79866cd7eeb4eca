#!/usr/bin/env node
import { main } from './main.js'

const finish = new AbortController()
const cancel = new AbortController()

/** First signal: finish the step in hand. Second: cancel it and roll back. */
function onSignal(): void {
  if (finish.signal.aborted) {
    cancel.abort()
    return
  }
  finish.abort()
  process.stderr.write('\nstopping after the step in hand; once more cancels it\n')
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
// A reader that went away (`mig history | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  isTerminal: process.stderr.isTTY === true,
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  finishSignal: finish.signal,
  signal: cancel.signal,
})
// Code migrations may have left timers or pools of their own behind; what mig opened is closed.
process.removeAllListeners('SIGINT')
process.removeAllListeners('SIGTERM')
