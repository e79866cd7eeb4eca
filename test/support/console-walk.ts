import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One step of a walk written in Markdown. */
export type WalkStep =
  /** A command typed at a prompt, with what it prints. */
  | { readonly kind: 'command'; readonly command: string; readonly output: readonly string[]; readonly line: number }
  /** A file that the reader writes: a fenced block whose info string ends in `file=PATH`. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string; readonly line: number }

/** Reads the fenced blocks between `<!-- walk: NAME -->` and the next heading of the same or a higher level. */
export function readWalk(markdown: string, name: string): readonly WalkStep[] {
  const lines = markdown.split('\n')
  const start = lines.indexOf(`<!-- walk: ${name} -->`)
  if (start < 0) throw new Error(`no walk '${name}'`)
  const steps: WalkStep[] = []
  for (let at = start + 1; at < lines.length && !/^#{1,3} /.test(lines[at]!); at++) {
    const fence = /^```(\S+)(?: file=(\S+))?$/.exec(lines[at]!)
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    const body = lines.slice(at + 1, end)
    if (fence[2] !== undefined) steps.push({ kind: 'file', path: fence[2], text: `${body.join('\n')}\n`, line: at + 1 })
    else if (fence[1] === 'console') steps.push(...readCommands(body, at + 2))
    at = end
  }
  return steps
}

function readCommands(body: readonly string[], firstLine: number): WalkStep[] {
  const steps: { kind: 'command'; command: string; output: string[]; line: number }[] = []
  for (const [index, line] of body.entries()) {
    if (line.startsWith('$ ')) steps.push({ kind: 'command', command: line.slice(2), output: [], line: firstLine + index })
    else steps.at(-1)?.output.push(line)
  }
  return steps
}

/** What one command of a walk printed, beside what the page says. */
export interface WalkResult {
  readonly command: string
  readonly line: number
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  readonly exitCode: number
}

/**
 * Types the walk into an empty folder. Ids differ from run to run: where the page says one, the run's own is used from
 * then on, and both are compared under one name; so are times.
 *
 * @param program the built command, run by Node in place of the word `mig`
 */
export async function runWalk(steps: readonly WalkStep[], folder: string, program: string): Promise<readonly WalkResult[]> {
  /** Ids on the page → ids of this run. */
  const ids = new Map<string, string>()
  const here = (text: string) => text.replace(idPattern, (id) => ids.get(id) ?? id)
  const results: WalkResult[] = []
  for (const step of steps) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, here(step.path))), { recursive: true })
      writeFileSync(join(folder, here(step.path)), here(step.text))
      continue
    }
    const command = here(step.command)
    if (!/^(mig|cat) /.test(command)) continue
    const { output, exitCode } = command.startsWith('cat ') ? readFiles(folder, command.slice(4)) : await type(command, folder, program)
    const actual = output.trimEnd() === '' ? [] : output.trimEnd().split('\n')
    for (const [index, line] of step.output.entries()) {
      const found = [...(actual[index] ?? '').matchAll(idPattern)].map(([id]) => id)
      for (const [at, [id]] of [...line.matchAll(idPattern)].entries()) if (!ids.has(id) && found[at] !== undefined) ids.set(id, found[at])
    }
    const back = new Map([...ids].map(([page, run]) => [run, page]))
    results.push({
      command: step.command,
      line: step.line,
      expected: step.output.map(withoutTimes),
      actual: actual.map((line) => withoutTimes(line.replace(idPattern, (id) => back.get(id) ?? id))),
      exitCode,
    })
  }
  return results
}

const idPattern = /(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])/g
const withoutTimes = (line: string): string => line.replace(/\b\d+(?:\.\d+)? (?:ms|s)\b/g, 'N ms').trimEnd()

function readFiles(folder: string, path: string): { output: string; exitCode: number } {
  return { output: readFileSync(join(folder, path), 'utf8'), exitCode: 0 }
}

function type(command: string, cwd: string, program: string): Promise<{ output: string; exitCode: number }> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!).slice(1)
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, MIG_DATABASE: undefined }
    const child = spawn(process.execPath, [program, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr.on('data', (data: Buffer) => (output += data.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ output, exitCode: code ?? 1 }))
  })
}
