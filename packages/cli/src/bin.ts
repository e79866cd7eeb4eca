import { fstatSync, writeSync } from 'node:fs'
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
  write(2, '\nstopping after the step in hand; once more cancels it\n')
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

/** Terminals are character devices; only for those is Node's stream, and with it the tty module, worth its loading time. */
function isTerminal(descriptor: 0 | 1 | 2): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false
  } catch {
    return false // closed by whoever started us
  }
  const stream = descriptor === 0 ? process.stdin : descriptor === 1 ? process.stdout : process.stderr
  return stream.isTTY === true
}

/** Writes at once. A reader that went away (`mig history | head`) is no failure of ours. */
function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') process.exit(0)
      // A pipe that is full and not waited for: try until its reader has caught up.
      if (code !== 'EAGAIN') throw error
    }
  }
}

// No top-level await: the bundle is CommonJS, which starts without Node's loader for ES modules.
void main(process.argv.slice(2), {
  stdout: (text) => write(1, text),
  stderr: (text) => write(2, text),
  env: process.env,
  cwd: process.cwd(),
  get isTerminal() {
    return isTerminal(2)
  },
  get isOutputTerminal() {
    return isTerminal(1)
  },
  get isInteractive() {
    return isTerminal(0) && isTerminal(2)
  },
  get finishSignal() {
    return stop().finish.signal
  },
  get signal() {
    return stop().cancel.signal
  },
}).then((exitCode) => {
  process.exitCode = exitCode
  process.removeListener('SIGINT', onSignal)
  process.removeListener('SIGTERM', onSignal)
})
