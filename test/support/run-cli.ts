import { main } from '@mig/cli'

/** What a signal stops. */
export interface CliSignals {
  readonly finishSignal?: AbortSignal
  readonly signal?: AbortSignal
}

/** What one command line printed, and its exit code. */
export interface CliResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/**
 * Runs one command line in this process, as `bin.ts` would: no terminal, nothing of this process's environment.
 *
 * @param words after `mig`; quotes keep words together
 */
export async function runCli(words: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return runMain(
    [...words.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!),
    cwd,
    env,
  )
}

/** {@link runCli}, with words that are apart already. */
export async function runMain(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  signals: CliSignals & { readonly isInteractive?: boolean } = {},
): Promise<CliResult> {
  let stdout = ''
  let stderr = ''
  const exitCode = await main(argv, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    env,
    cwd,
    isTerminal: false,
    isOutputTerminal: false,
    isInteractive: false,
    ...signals,
  })
  return { stdout, stderr, exitCode }
}
