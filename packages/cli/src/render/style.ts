import { styleText } from 'node:util'
import type { Io } from '../io.js'

/** Colours that mean something; the text itself always says it too. */
export type Tone = 'good' | 'bad' | 'dim' | 'strong' | 'mark'

const formats = { good: 'green', bad: 'red', dim: 'dim', strong: 'bold', mark: 'cyan' } as const

/** Colours text on a terminal; honours NO_COLOR and FORCE_COLOR. */
export function styler(io: Pick<Io, 'env' | 'isTerminal'>): (tone: Tone, text: string) => string {
  const forced = io.env['FORCE_COLOR']
  const isColoured = forced !== undefined ? forced !== '0' : io.isTerminal && !io.env['NO_COLOR']
  return (tone, text) => (isColoured ? styleText(formats[tone], text, { validateStream: false }) : text)
}
