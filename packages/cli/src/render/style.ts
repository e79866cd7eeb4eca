import { styleText } from 'node:util'
import type { Io } from '../io.js'

/** Colours that mean something; the text itself always says it too. */
export type Tone = 'good' | 'bad' | 'dim' | 'strong' | 'mark'

const formats = { good: 'green', bad: 'red', dim: 'dim', strong: 'bold', mark: 'cyan' } as const

/** Colours what goes to a stream where that is a terminal; honours NO_COLOR and FORCE_COLOR. */
export function styler(
  io: Pick<Io, 'env' | 'isTerminal' | 'isOutputTerminal'>,
  stream: 'stdout' | 'stderr' = 'stdout',
): (tone: Tone, text: string) => string {
  let isColoured: boolean | undefined
  return (tone, text) => {
    isColoured ??= wantsColour(io, stream)
    return isColoured ? styleText(formats[tone], text, { validateStream: false }) : text
  }
}

function wantsColour(io: Pick<Io, 'env' | 'isTerminal' | 'isOutputTerminal'>, stream: 'stdout' | 'stderr'): boolean {
  const forced = io.env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0'
  return !io.env['NO_COLOR'] && (stream === 'stdout' ? io.isOutputTerminal : io.isTerminal)
}
