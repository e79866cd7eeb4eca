/** What the command line may touch of its surroundings. Only `bin.ts` touches the process. */
export interface Io {
  /** Data: what was asked for. */
  readonly stdout: (text: string) => void
  /** Everything else: progress, notices, errors. */
  readonly stderr: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** True when stderr is a terminal: live progress, coloured messages. */
  readonly isTerminal: boolean
  /** True when stdout is a terminal: coloured data. */
  readonly isOutputTerminal: boolean
  /** True when questions can be asked. */
  readonly isInteractive: boolean
  /** Stops after the step in hand. */
  readonly finishSignal?: AbortSignal
  /** Cancels the statement in hand. */
  readonly signal?: AbortSignal
}
