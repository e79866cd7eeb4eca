import type { Case, RecordedRevision } from './graph-data.js'

const digits = '0123456789abcdef'

/**
 * The same data with other ids, in files of another order: what Alembic answered must hold all the same.
 *
 * Ids change digit by digit, so that what was the beginning of an id still is. Only graphs whose ids are hexadecimal are
 * renamed; the others keep their names.
 */
export function vary(
  graphs: ReadonlyMap<string, readonly RecordedRevision[]>,
  cases: readonly Case[],
  seed: number,
): { readonly graphs: ReadonlyMap<string, readonly RecordedRevision[]>; readonly cases: readonly Case[] } {
  const random = numbersFrom(seed)
  const renames = new Map<string, (value: unknown) => unknown>()
  const varied = new Map<string, readonly RecordedRevision[]>()
  for (const [id, revisions] of graphs) {
    const rename = renamer(
      revisions.map(({ revision }) => revision),
      shuffled([...digits], random),
    )
    renames.set(id, rename)
    varied.set(id, shuffled(rename(revisions) as readonly RecordedRevision[], random)) // a renamed copy has the same shape
  }
  return {
    graphs: varied,
    // names of graphs and operations are kept
    cases: cases.map((one) => ({ ...(renames.get(one.graph_id)!(one) as Case), id: one.id, graph_id: one.graph_id, op: one.op })),
  }
}

/** Renames every text of a value that is an id, or the beginning of one, or speaks of one. */
function renamer(ids: readonly string[], alphabet: readonly string[]): (value: unknown) => unknown {
  if (!ids.every((id) => /^[0-9a-f]{4,}$/.test(id))) return (value) => value
  const translate = (word: string): string => word.replaceAll(/./g, (digit) => alphabet[digits.indexOf(digit)]!)
  const isBegun = (word: string): boolean => ids.some((id) => id.startsWith(word))
  const renameText = (text: string): string => {
    const isProse = text.includes(' ')
    // in prose a short word is only an id in quotes; in a target the digits after a sign are a count
    const pattern = isProse ? /(?<=')[0-9a-f]+(?=['@:+-])|(?<![\w'])[0-9a-f]{4,}(?!\w)/g : /(?<![\w+-])[0-9a-f]+(?!\w)/g
    return text.replaceAll(pattern, (word) => (isBegun(word) ? translate(word) : word))
  }
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return renameText(value)
    if (Array.isArray(value)) return value.map(rename)
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rename(member)]))
    return value
  }
  return rename
}

/** Numbers from 0 up to 1, the same for the same seed (Park and Miller's generator). */
export function numbersFrom(seed: number): () => number {
  let state = seed % 2147483647 || 1
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const list = [...items]
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[list[at], list[other]] = [list[other]!, list[at]!]
  }
  return list
}
