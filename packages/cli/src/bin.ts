#!/usr/bin/env node
import { main } from './main.js'

/** Made when a long call first asks for them: a command that only looks does without. */
let controllers: { readonly finish: AbortController; readonly cancel: AbortController } | undefined
const stop = () => (controllers ??= { finish: new AbortController(), cancel: new AbortController() })

/** First signal: finish the step in hand. Second: cancel it and roll back. */
function onSignal(): void {
  const { finish, cancel } = stop()
  if (finish.signal.aborted) {
    cancel.abort()
    return
  }
  finish.abort()
  process.stderr.write('\nstopping after the step in hand; once more cancels it\n')
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

const guarded = new Set<NodeJS.WriteStream>()

/** A reader that went away (`mig history | head`) is no failure of ours. */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (!guarded.has(stream)) stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  guarded.add(stream)
  stream.write(text)
}

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => write(process.stdout, text),
  stderr: (text) => write(process.stderr, text),
  env: process.env,
  cwd: process.cwd(),
  get isTerminal() {
    return process.stderr.isTTY === true
  },
  get isOutputTerminal() {
    return process.stdout.isTTY === true
  },
  get isInteractive() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true
  },
  get finishSignal() {
    return stop().finish.signal
  },
  get signal() {
    return stop().cancel.signal
  },
})
process.removeListener('SIGINT', onSignal)
process.removeListener('SIGTERM', onSignal)
