/** A sorted copy, by code points: the same on every machine, whatever its locale. */
export const sortedByName = <Entry extends { readonly name: string | undefined }>(entries: readonly Entry[]): readonly Entry[] =>
  [...entries].sort((left, right) => compareTexts(left.name ?? JSON.stringify(left), right.name ?? JSON.stringify(right)))

const compareTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
