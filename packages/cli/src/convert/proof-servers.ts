import type { ConvertEvent, ConversionReport, ProofOptions } from '@mig/convert'
import { listOf, type Arguments } from '../command.js'
import type { CommandContext } from '../context.js'
import { ProofTimes } from '../render/proof-times.js'

/** The servers that a conversion is proved on: one that is embedded, on the side, and those that are named. */
export const proofUrls = (args: Arguments): readonly string[] => [
  ...(args['no-proof'] === true ? [] : ['sqlite::memory:']),
  ...listOf(args, 'prove'),
]

/** Opens the servers that a conversion is proved on, hands them to `work` with what prints the progress, and closes them. */
export async function withProofServers<T>(
  args: Arguments,
  context: CommandContext,
  work: (options: ProofOptions & { readonly proveOn: NonNullable<ProofOptions['proveOn']> }) => Promise<T>,
): Promise<T> {
  const { connect } = await import('@mig/database')
  const urls = proofUrls(args)
  const proveOn = await Promise.all(urls.map((url) => connect(url)))
  // scratch databases and a folder of its own: there is no step to be finished first
  const signals = [context.io.finishSignal, context.io.signal].filter((one) => one !== undefined)
  const signal = signals.length === 0 ? undefined : AbortSignal.any(signals)
  try {
    const operations = () => import('@mig/schema')
    return await work({ proveOn, operations, onEvent: progressPrinter(context), ...(signal ? { signal } : {}) })
  } finally {
    for (const database of proveOn) await database[Symbol.asyncDispose]()
  }
}

function progressPrinter({ io, isQuiet }: CommandContext): (event: ConvertEvent) => void {
  const times = new ProofTimes()
  const clear = io.isTerminal ? '\r\u001b[K' : ''
  return (event) => {
    if (isQuiet) return
    times.add(event)
    if (event.type === 'proved') io.stderr(`${clear}${times.lines(event).join('\n')}\n`)
    else if (event.type === 'recorded') {
      if (io.isTerminal) io.stderr(`${clear}recording on ${event.dialect}: version ${event.version} …`)
    } else if (io.isTerminal) {
      const where = event.direction === 'upgrade' ? 'version' : 'way back of version'
      io.stderr(`${clear}proving on ${event.dialect}: ${where} ${event.version} …`)
    }
  }
}

/** What the proofs say in one line, and whether a server that was named has not proved all: the embedded one is tried on the side. */
export function judgeProofs(
  { proofs }: Pick<ConversionReport, 'proofs'>,
  args: Arguments,
): { readonly lines: readonly string[]; readonly isFinding: boolean } {
  const named = listOf(args, 'prove').length
  const whole = proofs.filter(({ isWhole }) => isWhole).length
  const tried = named + (args['no-proof'] === true ? 0 : 1)
  const lines = proofs.length === 0 ? ['NOT PROVED: see the notes below'] : whole === 0 ? ['PROVED IN PART: see the notes below'] : []
  return { lines, isFinding: named > 0 && whole < tried }
}
