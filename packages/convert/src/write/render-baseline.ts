import { dialects, MigError, type Dialect } from '@mig/core'
import { needsNoTransaction, upgradesOf } from '../map/strand-facts.js'
import type { ConvertedRevision } from '../map/converted.js'
import type { NumberLine, SourceSection, SourceVersion, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import type { RenderedRevision, RenderNote } from './rendered-revision.js'
import { renderSql, type WrittenSection } from './render-sql.js'
import { noteSuspicious } from './suspicious-statements.js'
import { withoutWrappingTransaction } from './wrapping-transaction.js'

/**
 * Everything up to a number as one revision: every statement in order, schema and data; nothing is made from a schema
 * difference. A dialect for which a number has no script gets no section: the source does not run there either.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when no dialect has all of the numbers
 */
export function renderBaseline(
  revision: ConvertedRevision,
  versions: readonly SourceVersion[],
  line: NumberLine,
): Omit<RenderedRevision, 'name'> {
  const strands = versions.filter(({ isCodeOnly }) => !isCodeOnly).flatMap((version) => version.strands)
  const notes: RenderNote[] = strands.flatMap((strand) => noteSuspicious(strand, line))
  const sections: WrittenSection[] = []
  for (const dialect of dialects) {
    const lacking = strands.find((strand) => sectionFor(strand, dialect) === undefined)
    if (lacking) {
      const file = lacking.files[0]!.name
      notes.push({
        kind: 'needs a human',
        file,
        text: `the baseline is not for ${dialect}: this version has no script that ${dialect} reads`,
      })
    } else sections.push(joinSections(strands, dialect, notes))
  }
  if (sections.length > 0) return { text: renderSql(revision, sections), notes }
  throw new MigError('MIG_CONVERT_SOURCE', 'no database has a script for every version below the baseline', {
    details: { versions: versions.map(({ version }) => version) },
    hint: 'Convert in full (without --baseline); nothing was written.',
  })
}

/** What a dialect runs: its own section before the one for all. */
function sectionFor(strand: Strand, dialect: Dialect): SourceSection | undefined {
  const upgrades = upgradesOf(strand)
  const section = upgrades.find((one) => one.dialect === dialect) ?? upgrades.find((one) => one.dialect === undefined)
  return section && statementsOf(section).has(dialect) ? section : undefined
}

function joinSections(strands: readonly Strand[], dialect: Dialect, notes: RenderNote[]): WrittenSection {
  const sections = strands.map((strand) => sectionFor(strand, dialect)!).map((section) => ({ ...section, dialect }))
  const settled = sections.map((section) => ({ ...section, text: withoutWrappingTransaction(section) ?? section.text }))
  const outside = settled.filter((section) => !section.transaction || needsNoTransaction(section)).map((section) => section.file)
  if (outside.length > 0) {
    const text = `its part of the baseline cannot be in a transaction: the whole section for ${dialect} is transaction:false`
    notes.push(...outside.map((file): RenderNote => ({ kind: 'non-transactional', file, text })))
  }
  return {
    direction: 'upgrade',
    dialect,
    text: settled.map((section) => joinStatements(section, dialect)).join(''),
    transaction: outside.length === 0,
  }
}

function joinStatements(section: SourceSection, dialect: Dialect): string {
  const statements = statementsOf(section).get(dialect) ?? []
  if (statements.length === 0) return ''
  return `-- from ${section.file}\n${statements.map(({ text }) => `${text};`).join('\n')}\n\n`
}
