import type { RevisionId } from '@mig/core'
import { classifyStatement, layoutBlindChecksum } from '@mig/sql'
import type { Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import { isGuarded } from './is-guarded.js'
import { upgradesOf } from './strand-facts.js'

/** A change that was mapped, in the order of the numbers. */
export interface MappedChange {
  readonly id: RevisionId
  readonly strand: Strand
}

/**
 * The earlier revisions that a back-port is the same change as: the same guarded statements under another number, with
 * nothing in between that takes their effect away again.
 */
export function findTwins(strand: Strand, earlier: readonly MappedChange[]): readonly RevisionId[] {
  if (!isGuarded(strand)) return []
  const [key, names] = [changeKey(strand), namesOf(strand)]
  const twins: RevisionId[] = []
  for (const change of earlier.toReversed()) {
    if (changeKey(change.strand) === key) twins.unshift(change.id)
    else if (disturbs(change.strand, names)) break
  }
  return twins
}

/** Every later guarded change asks for them again. */
const keys = new WeakMap<Strand, string>()

/** The statements of the upgrade per dialect, without layout: what tells whether two numbers hold the same change. */
function changeKey(strand: Strand): string {
  const known = keys.get(strand)
  if (known !== undefined) return known
  const key = JSON.stringify(
    upgradesOf(strand)
      .map((section) => [
        section.dialect ?? '',
        [...statementsOf(section).keys()].map((dialect) => [dialect, layoutBlindChecksum(section.text, dialect)]),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
  keys.set(strand, key)
  return key
}

interface TouchedNames {
  /** Objects that the change makes or removes, and tables that it fills. */
  readonly objects: ReadonlySet<string>
  /** Tables that those objects hang on. */
  readonly tables: ReadonlySet<string>
}

function namesOf(strand: Strand): TouchedNames {
  const [objects, tables] = [new Set<string>(), new Set<string>()]
  for (const section of upgradesOf(strand)) {
    for (const [dialect, statements] of statementsOf(section)) {
      for (const { text } of statements) {
        for (const touch of classifyStatement(text, dialect).touches) {
          objects.add(bareName(touch.name))
          if (touch.table !== undefined) tables.add(bareName(touch.table))
        }
        const filled = /^insert\s+(?:(?:or\s+)?ignore\s+)?into\s+["'`]?([\w.]+)/i.exec(text)?.[1]
        if (filled !== undefined) objects.add(bareName(filled))
      }
    }
  }
  return { objects, tables }
}

/** Without its schema, which a text may leave out or quote. */
const bareName = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

/** Errs on the side of yes: a back-port that is not linked runs again, which its guards allow. */
function disturbs(strand: Strand, { objects, tables }: TouchedNames): boolean {
  const text =
    strand.body.kind === 'sql'
      ? upgradesOf(strand)
          .flatMap((section) => [...statementsOf(section).values()].flat())
          .map((statement) => statement.text)
          .join('\n')
      : strand.files.map((file) => file.text).join('\n')
  const mentions = (name: string) => new RegExp(`(?<![\\w$])${name.replaceAll(/\W/g, '\\$&')}(?![\\w$])`, 'i').test(text)
  const endsTables = /\b(?:drop_?|rename_?)table\b|\b(?:drop|rename)\s+table\b|\brename\s+to\b/i.test(text)
  return [...objects].some(mentions) || (endsTables && [...tables].some(mentions))
}
