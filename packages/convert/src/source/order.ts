import type { OrderRule } from './preset.js'

/** What is compared: the number as written, and the whole name for ties. */
export interface Ordered {
  readonly number: string
  readonly name: string
}

/** Orders two versions by the rule of their format; names decide between equal numbers, code unit by code unit. */
export function compareBy(rule: Exclude<OrderRule, 'journal'>, a: Ordered, b: Ordered): number {
  return comparisons[rule](a, b) || compareTexts(a.name, b.name)
}

/**
 * The number as the tool tells it from others: `007` is `7` where values count, and another one where texts do.
 *
 * A date that no calendar has is a number like any other: nothing is read as a time.
 */
export function normaliseNumber(rule: OrderRule, number: string): string {
  switch (rule) {
    case 'integer':
      return withoutZeros(number)
    case 'components':
      return componentsOf(number)
        .join('.')
        .replace(/(?:\.0)+$/, '')
    case 'digits':
      return number.replaceAll('-', '')
    case 'text':
    case 'journal':
      return number
  }
}

const comparisons: Readonly<Record<Exclude<OrderRule, 'journal'>, (a: Ordered, b: Ordered) => number>> = {
  // a name without a number is compared as text with every other
  integer: (a, b) => (a.number === '' || b.number === '' ? 0 : compareIntegers(a.number, b.number)),
  components: (a, b) => compareLists(componentsOf(a.number), componentsOf(b.number)),
  digits: (a, b) => compareTexts(a.number.replaceAll('-', ''), b.number.replaceAll('-', '')),
  text: (a, b) => compareTexts(a.name, b.name),
}

const componentsOf = (number: string): readonly string[] => number.split(/[._/-]/).map(withoutZeros)

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, '')

/** Of any length: epochs in nanoseconds are no safe integers. */
function compareIntegers(a: string, b: string): number {
  const [left, right] = [withoutZeros(a), withoutZeros(b)]
  return left.length - right.length || compareTexts(left, right)
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = compareIntegers(a[at] ?? '0', b[at] ?? '0')
    if (order !== 0) return order
  }
  return 0
}

/** As `strcmp`: no locale has a say in what runs first. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
