import type { CatalogDifference } from '@mig/core'

/** Differences of two schemas: the place, then each side under its name. */
export function differenceLines(
  differences: readonly CatalogDifference[],
  sides: { readonly left: string; readonly right: string },
): readonly string[] {
  const width = Math.max(sides.left.length, sides.right.length) + 1
  return differences.flatMap(({ place, left, right }) => [
    `  ${place}`,
    `    ${`${sides.left}:`.padEnd(width)} ${print(left)}`,
    `    ${`${sides.right}:`.padEnd(width)} ${print(right)}`,
  ])
}

function print(value: unknown): string {
  if (value === undefined) return 'absent'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
