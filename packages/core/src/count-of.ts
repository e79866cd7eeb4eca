/**
 * A number with what it counts, in the singular for one.
 *
 * @example
 * countOf(1, 'step') // '1 step'
 * countOf(0, 'step') // '0 steps'
 */
export const countOf = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
