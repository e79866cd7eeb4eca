import type { Catalog } from '@mig/core'
import type { Operation } from '../operation.js'

/** Enum types that are new or longer (before tables use them), and those that are gone (after). */
export function compareEnums(
  from: Catalog,
  to: Catalog,
  notes: string[],
): { readonly before: readonly Operation[]; readonly after: readonly Operation[] } {
  const [old, fresh] = [from, to].map(({ enums }) => new Map(enums.map(({ name, definition }) => [name, valuesOf(definition)])))
  const before: Operation[] = []
  const after: Operation[] = []
  for (const [name, values] of fresh!) {
    if (values === undefined) continue
    const known = old!.get(name)
    if (known === undefined) before.push({ kind: 'createEnum', name, values })
    else {
      const gone = known.filter((value) => !values.includes(value))
      if (gone.length > 0)
        notes.push(
          `the enum ${name} has lost ${gone.map((value) => `'${value}'`).join(', ')}: values cannot be taken away; make a new type by hand`,
        )
      const add = addedTo(known, values)
      if (add.length > 0) before.push({ kind: 'alterEnum', name, change: { add } })
    }
  }
  for (const [name, values] of old!) if (values !== undefined && !fresh!.has(name)) after.push({ kind: 'dropEnum', name, existing: values })
  return { before, after }
}

/** Each new value behind the one before it. */
function addedTo(
  known: readonly string[],
  values: readonly string[],
): { readonly value: string; readonly after?: string; readonly before?: string }[] {
  return values.flatMap((value, at) => {
    if (known.includes(value)) return []
    if (at > 0) return [{ value, after: values[at - 1]! }]
    return known[0] === undefined ? [{ value }] : [{ value, before: known[0] }]
  })
}

/** `enum ('a', 'b')`; domains and composite types are no enums. */
function valuesOf(definition: string): readonly string[] | undefined {
  if (!definition.startsWith('enum (')) return undefined
  return (definition.match(/'(?:[^']|'')*'/g) ?? []).map((literal) => literal.slice(1, -1).replaceAll("''", "'"))
}
