import type { Direction } from '@mig/core'
import { renderDagScript, slug } from '@mig/script'
import type { ConvertedRevision } from '../map/converted.js'
import { controlsTransaction, isPlaceholder, needsNoTransaction, upgradesOf } from '../map/strand-facts.js'
import type { NumberLine, SourceSection, Strand } from '../source/number-line.js'
import { usesItsPlace } from '../source/refuse-unmovable.js'
import { statementsOf } from '../source/statements-of.js'
import { renderBaseline } from './render-baseline.js'
import { renderCode } from './render-code.js'
import { emptySections, renderSql, type WrittenSection } from './render-sql.js'
import type { RenderedRevision, RenderNote } from './rendered-revision.js'
import { noteSuspicious } from './suspicious-statements.js'
import { withoutWrappingTransaction } from './wrapping-transaction.js'

/** Renders one revision of the graph. Statement text is carried over byte for byte. */
export function renderRevision(revision: ConvertedRevision, line: NumberLine): RenderedRevision {
  const { id, digits, description, content } = revision
  const name = (ending: string) => `${[id, digits.replaceAll(/[^\w-]/g, '_'), slug(description)].filter(Boolean).join('_')}.${ending}`
  switch (content.kind) {
    case 'merge':
      return { name: name('sql'), text: renderSql(revision, emptySections), notes: [] }
    case 'baseline':
      return { name: name('sql'), ...renderBaseline(revision, content.versions, line) }
    case 'strand':
      if (content.isGate) return { name: name('sql'), text: renderSql(revision, emptySections), notes: [] }
      return renderStrand(revision, content.strand, line, name)
  }
}

function renderStrand(revision: ConvertedRevision, strand: Strand, line: NumberLine, name: (ending: string) => string): RenderedRevision {
  const left = strand.left.map((file) => leftNote(strand, file))
  switch (strand.body.kind) {
    case 'sql': {
      const { sections, notes } = settleTransactions(strand.body.sections)
      const written = isPlaceholder(strand) ? withWayBack(sections) : sections
      return { name: name('sql'), text: renderSql(revision, written), notes: [...notes, ...noteSuspicious(strand, line), ...left] }
    }
    case 'code': {
      const { file, language, text, builder, transaction } = strand.body
      const place: RenderNote[] = usesItsPlace(text)
        ? [{ kind: 'needs a human', file, text: 'it looks at its own place, which is another one now' }]
        : []
      return { name: name(language), text: renderCode(revision, text, { builder, transaction }), notes: [...place, ...left] }
    }
    case 'foreign': {
      const { files, reason, sections = [] } = strand.body
      const notes = files.map((file) => failingNote(file, reason))
      return { name: name('ts'), text: renderFailing(revision, files, sections), notes: [...notes, ...left] }
    }
  }
}

/** A number that does nothing is undone by nothing, also where nobody wrote so. */
function withWayBack(sections: readonly WrittenSection[]): readonly WrittenSection[] {
  const hasOne = sections.some(({ direction }) => direction === 'downgrade')
  return hasOne ? sections : [...sections, ...emptySections.filter(({ direction }) => direction === 'downgrade')]
}

/** Takes out what wraps a whole section, and marks the sections that no transaction may hold. */
function settleTransactions(sections: readonly SourceSection[]): {
  readonly sections: readonly SourceSection[]
  readonly notes: readonly RenderNote[]
} {
  const notes: RenderNote[] = []
  const settled = sections.map((section) => {
    const text = withoutWrappingTransaction(section)
    const { file } = section
    if (text !== undefined) {
      notes.push({ kind: 'wrapping transaction removed', file, text: 'its BEGIN and COMMIT: the step is one transaction already' })
    } else if (controlsTransaction(section)) {
      notes.push({ kind: 'own transaction', file, text: 'it begins or ends transactions itself and runs statement by statement' })
    }
    const written = text === undefined ? section : { ...section, text }
    if (!section.transaction) notes.push({ kind: 'non-transactional', file, text: 'it asks to run outside a transaction' })
    else if (needsNoTransaction(written)) {
      notes.push({
        kind: 'non-transactional',
        file,
        text: 'it holds a statement that no transaction can hold: transaction:false was added',
      })
      return { ...written, transaction: false }
    }
    return written
  })
  return { sections: settled, notes }
}

/** A change that mig cannot run keeps its place and fails there, with the name of the file; a direction in SQL beside it runs. */
function renderFailing(revision: ConvertedRevision, files: readonly string[], sections: readonly SourceSection[]): string {
  const fail = (direction: Direction) =>
    `throw new Error(${JSON.stringify(`the ${direction} of ${files.join(' and ')} was not converted: write it into this file`)})`
  const body = (direction: Direction) => sendFromCode(sections.filter((section) => section.direction === direction)) ?? fail(direction)
  const { id, downRevisions, dependsOn, branchLabels, description, equivalentTo } = revision
  const header = { revision: id, downRevisions, dependsOn, branchLabels, description, equivalentTo }
  return renderDagScript({ language: 'ts', ...header, upgrade: body('upgrade'), downgrade: body('downgrade') })
}

/** The statements of a section as calls; the texts are strings, so that they stay byte for byte. */
function sendFromCode(sections: readonly SourceSection[]): string | undefined {
  const [section] = sections
  if (!section) return undefined
  const [statements = []] = statementsOf(section).values()
  return statements.map(({ text }) => `await op.execute(${JSON.stringify(text)})`).join('\n')
}

const failingNote = (file: string, reason = reasonOf(file)): RenderNote => ({
  kind: 'needs a human',
  file,
  text: `${reason}: the revision fails until what it does is written into it`,
})

function leftNote(strand: Strand, file: string): RenderNote {
  if (!file.endsWith('.py')) return { kind: 'not imported', file, text: reasonOf(file) }
  const upgrades = upgradesOf(strand)
  const isCovered = strand.body.kind === 'code' || upgrades.some(({ dialect }) => dialect === undefined)
  if (isCovered) return { kind: 'not imported', file, text: 'what stands beside it comes before it on every database' }
  const text = 'Python beside SQL: databases for which there is no SQL cannot run the revision until a section is added'
  return { kind: 'needs a human', file, text }
}

const reasonOf = (file: string): string =>
  file.endsWith('.py') ? 'Python is not run by mig' : 'it is for a database that mig does not know'
