import { dialects, type Dialect, type Direction } from '@mig/core'
import { dialectWord, renderDagScript, slug } from '@mig/script'
import { classifyStatement, splitStatements } from '@mig/sql'
import type { ConvertedRevision } from '../map/converted.js'
import { dialectsOf, needsNoTransaction } from '../map/strand-facts.js'
import type { SourceSection, SourceVersion, Strand } from '../source/number-line.js'

/** A revision as a file, with what a person should know of it. */
export interface RenderedRevision {
  readonly name: string
  readonly text: string
  readonly notes: readonly RenderNote[]
}

/** What was noticed while a revision was written. */
export interface RenderNote {
  readonly kind: 'non-transactional' | 'own transaction' | 'wrapping transaction removed' | 'needs a human'
  readonly file: string
  readonly text: string
}

/** Renders one revision of the graph. Statement text is carried over byte for byte. */
export function renderRevision(revision: ConvertedRevision): RenderedRevision {
  const { id, digits, description, content } = revision
  const name = (ending: string) => `${[id, digits, slug(description)].filter(Boolean).join('_')}.${ending}`
  if (content.kind === 'merge')
    return { name: name('sql'), text: sqlFile(revision, [emptySection('upgrade'), emptySection('downgrade')]), notes: [] }
  if (content.kind === 'baseline') return renderBaseline(revision, content.versions, name('sql'))
  const { strand, isNoOp } = content
  if (isNoOp) return { name: name('sql'), text: sqlFile(revision, [emptySection('upgrade'), emptySection('downgrade')]), notes: [] }
  switch (strand.body.kind) {
    case 'sql':
      return renderSql(revision, strand.body.sections, name('sql'))
    case 'code':
      return { name: name(strand.body.language), text: codeFile(revision, strand.body.text), notes: [] }
    case 'foreign':
      return renderForeign(revision, strand, strand.body.file, name('ts'))
  }
}

interface Section {
  readonly direction: Direction
  readonly dialect: Dialect | undefined
  readonly text: string
  readonly transaction: boolean
}

const emptySection = (direction: Direction): Section => ({ direction, dialect: undefined, text: '', transaction: true })

function renderSql(revision: ConvertedRevision, sections: readonly SourceSection[], name: string): RenderedRevision {
  const notes: RenderNote[] = []
  const written = sections.map((section) => {
    const { text, wrapped } = withoutWrappingTransaction(section)
    if (wrapped)
      notes.push({
        kind: 'wrapping transaction removed',
        file: section.file,
        text: 'its BEGIN and COMMIT: the step is one transaction already',
      })
    else if (controlsTransaction(section))
      notes.push({
        kind: 'own transaction',
        file: section.file,
        text: 'it begins or ends transactions itself and runs statement by statement',
      })
    const outside = needsNoTransaction(section)
    if (outside) notes.push({ kind: 'non-transactional', file: section.file, text: 'it holds a statement that no transaction can hold' })
    return { ...section, text, transaction: section.transaction && !outside }
  })
  return { name, text: sqlFile(revision, written), notes }
}

function renderBaseline(revision: ConvertedRevision, versions: readonly SourceVersion[], name: string): RenderedRevision {
  const strands = versions.flatMap((version) => version.strands)
  const all = strands.flatMap((strand) =>
    strand.body.kind === 'sql' ? strand.body.sections.filter(({ direction }) => direction === 'upgrade') : [],
  )
  const wanted = dialects.filter((dialect) => all.some((section) => section.dialect === undefined || section.dialect === dialect))
  const notes: RenderNote[] = []
  const sections = wanted.map((dialect): Section => {
    let transaction = true
    const text = strands
      .flatMap((strand) => {
        const own = strand.body.kind === 'sql' ? strand.body.sections.filter(({ direction }) => direction === 'upgrade') : []
        const section = own.find((one) => one.dialect === dialect) ?? own.find((one) => one.dialect === undefined)
        if (!section) return []
        const stripped = { ...section, text: withoutWrappingTransaction(section).text }
        if (!section.transaction || needsNoTransaction({ ...stripped, dialect })) transaction = false
        const statements = splitStatements(stripped.text, dialect)
        return statements.length > 0 ? [`-- from ${section.file}\n${statements.map((statement) => `${statement.text};`).join('\n')}\n`] : []
      })
      .join('\n')
    if (!transaction)
      notes.push({ kind: 'non-transactional', file: `baseline (${dialect})`, text: 'it holds a statement that no transaction can hold' })
    return { direction: 'upgrade', dialect, text, transaction }
  })
  return { name, text: sqlFile(revision, sections), notes }
}

function renderForeign(revision: ConvertedRevision, strand: Strand, file: string, name: string): RenderedRevision {
  const fail = (direction: Direction) =>
    `throw new Error(${JSON.stringify(`the ${direction} of ${file} was not converted: translate it into this file`)})`
  const text = renderDagScript({
    language: 'ts',
    ...headerOf(revision),
    description: strand.description,
    upgrade: fail('upgrade'),
    downgrade: fail('downgrade'),
  })
  return {
    name,
    text,
    notes: [{ kind: 'needs a human', file, text: 'its language is not run by mig: the revision fails until it is translated' }],
  }
}

function codeFile(revision: ConvertedRevision, text: string): string {
  const { id, downRevisions, equivalentTo, description } = revision
  const list = (ids: readonly string[]) => (ids.length === 0 ? 'null' : ids.length === 1 ? JSON.stringify(ids[0]) : JSON.stringify(ids))
  const header = [
    `// ${description}`,
    `export const revision = ${JSON.stringify(id)}`,
    `export const downRevision = ${list(downRevisions)}`,
    'export const branchLabels = null',
    'export const dependsOn = null',
    ...(equivalentTo.length > 0 ? [`export const equivalentTo = ${JSON.stringify(equivalentTo)}`] : []),
  ]
  return `${header.join('\n')}\n\n${text.replace(/^\uFEFF/, '')}`
}

function sqlFile(revision: ConvertedRevision, sections: readonly Section[]): string {
  const order = (section: Section) =>
    (section.direction === 'upgrade' ? 0 : 10) +
    (section.dialect === undefined ? 0 : ['mysql', 'postgres', 'sqlite'].indexOf(section.dialect) + 1)
  // The template ends with a pair of empty sections: only its header is used.
  const header = renderDagScript({ language: 'sql', ...headerOf(revision) })
    .split('\n-- migrate:up', 1)[0]!
    .trimEnd()
  const written = [...sections]
    .sort((a, b) => order(a) - order(b))
    .map(({ direction, dialect, text, transaction }) => {
      const marker = [
        `-- migrate:${direction === 'upgrade' ? 'up' : 'down'}`,
        dialect === undefined ? '' : dialectWord(dialect),
        transaction ? '' : 'transaction:false',
      ]
        .filter(Boolean)
        .join(' ')
      return `${marker}\n${text
        .replace(/^\uFEFF/, '')
        .replace(/^(?:[ \t]*\r?\n)+/, '')
        .trimEnd()}`.trimEnd()
    })
  return `${header}\n\n${written.join('\n\n')}\n`
}

function headerOf({ id, downRevisions, equivalentTo, description }: ConvertedRevision) {
  return { revision: id, downRevisions, dependsOn: [], branchLabels: [], description, ...(equivalentTo.length > 0 ? { equivalentTo } : {}) }
}

/** Takes out one BEGIN at the start and one COMMIT at the end, when nothing else in between controls transactions. */
function withoutWrappingTransaction(section: SourceSection): { readonly text: string; readonly wrapped: boolean } {
  const dialect = dialectsOf(section)[0]!
  const statements = splitStatements(section.text, dialect)
  const controlling = statements.filter(({ text }) => classifyStatement(text, dialect).controlsTransaction)
  const [first, last] = [statements[0], statements.at(-1)]
  const isWrapped =
    controlling.length === 2 &&
    controlling[0] === first &&
    controlling[1] === last &&
    /^(?:begin|start)\b/i.test(first!.text) &&
    /^(?:commit|end)\b/i.test(last!.text)
  if (!isWrapped) return { text: section.text, wrapped: false }
  const cut = (text: string, start: number, end: number) => text.slice(0, start) + text.slice(end).replace(/^\s*;/, '')
  return { text: cut(cut(section.text, last!.start, last!.end), first!.start, first!.end), wrapped: true }
}

function controlsTransaction(section: SourceSection): boolean {
  return dialectsOf(section).some((dialect) =>
    splitStatements(section.text, dialect).some(({ text }) => classifyStatement(text, dialect).controlsTransaction),
  )
}
