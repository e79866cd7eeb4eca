/** One thing that two databases have differently: of their catalogs, or of their rows. */
export interface Difference {
  readonly place: string
  readonly left: unknown
  readonly right: unknown
}

/** The first differences in a sentence, each side under its name. */
export function describeDifferences(differences: readonly Difference[], sides: { readonly left: string; readonly right: string }): string {
  const shown = differences
    .slice(0, 5)
    .map(({ place, left, right }) => `${place} is ${show(left)} ${sides.left} and ${show(right)} ${sides.right}`)
  return shown.join('; ') + (differences.length > shown.length ? `; and ${differences.length - shown.length} more` : '')
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'absent'
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
