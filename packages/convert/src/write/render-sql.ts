import type { Dialect, Direction } from '@mig/core'
import { dialectWord, renderDagScript } from '@mig/script'
import type { ConvertedRevision } from '../map/converted.js'

/** A section of a file to be written. */
export interface WrittenSection {
  readonly direction: Direction
  /** `undefined`: for every dialect. */
  readonly dialect: Dialect | undefined
  readonly text: string
  readonly transaction: boolean
}

/** A revision that does nothing, both ways. */
export const emptySections: readonly WrittenSection[] = [
  { direction: 'upgrade', dialect: undefined, text: '', transaction: true },
  { direction: 'downgrade', dialect: undefined, text: '', transaction: true },
]

/** A revision as one SQL file: upgrades, then downgrades; within them every dialect, MySQL, PostgreSQL, SQLite. */
export function renderSql(revision: ConvertedRevision, sections: readonly WrittenSection[]): string {
  const written = [...sections].sort((a, b) => orderOf(a) - orderOf(b)).map(renderSection)
  return `${renderHeader(revision)}\n\n${written.join('\n\n')}\n`
}

/** The template ends with a pair of empty sections: only what stands above them is used. */
function renderHeader({ id, downRevisions, dependsOn, branchLabels, equivalentTo, description }: ConvertedRevision): string {
  const text = renderDagScript({
    language: 'sql',
    revision: id,
    downRevisions,
    dependsOn,
    branchLabels,
    description,
    equivalentTo,
  })
  return text.split('\n-- migrate:up', 1)[0]!.trimEnd()
}

function renderSection({ direction, dialect, text, transaction }: WrittenSection): string {
  const words = [
    `-- migrate:${direction === 'upgrade' ? 'up' : 'down'}`,
    ...(dialect === undefined ? [] : [dialectWord(dialect)]),
    ...(transaction ? [] : ['transaction:false']),
  ]
  const body = text.replace(/^\uFEFF/, '').replace(/^(?:[ \t]*\r?\n)+/, '')
  return `${words.join(' ')}\n${body.trimEnd()}`.trimEnd()
}

const order: readonly (Dialect | undefined)[] = [undefined, 'mysql', 'postgres', 'sqlite']
const orderOf = ({ direction, dialect }: WrittenSection): number => (direction === 'upgrade' ? 0 : order.length) + order.indexOf(dialect)
