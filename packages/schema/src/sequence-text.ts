import type { SequenceDefinition } from './definitions.js'

/** Everything behind the name of CREATE SEQUENCE; MariaDB takes the same words. */
export function sequenceText(sequence: SequenceDefinition = {}): string {
  const { start, increment, minValue, maxValue, cycle } = sequence
  const part = (words: string, value: number | undefined): string => (value === undefined ? '' : ` ${words} ${Math.trunc(value)}`)
  return `${part('START WITH', start)}${part('INCREMENT BY', increment)}${part('MINVALUE', minValue)}${part('MAXVALUE', maxValue)}${cycle ? ' CYCLE' : ''}`
}
