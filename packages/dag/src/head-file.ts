import { createHash } from 'node:crypto'
import type { RevisionGraph, RevisionId } from '@mig/core'
import { slug } from '@mig/script'
import { linesOf, type Line } from './lines.js'

/** What one head file says. */
export interface HeadEntry {
  /** `HEADS`, or `HEADS.NAME`. */
  readonly name: string
  readonly text: string
  /** The line went into a merge: its file stays as long as it is there, so that a second merge elsewhere meets it. */
  readonly isJoined: boolean
}

/**
 * The head files of a graph: one per line of development, each with one line that names the head, with its labels.
 *
 * They are made for git's merge, which refuses two changes of one file's line and never looks at two files together: building on
 * a head changes the file of its line, beginning a line makes a new file, and a merge changes the file of every line that it joins.
 * So two branches conflict when both built on one head, and otherwise never.
 *
 * The line of the oldest root is in `HEADS` itself, which is there from the beginning: two first revisions are in one another's way.
 * Others are called after the label or the id with which they began, which nothing changes later.
 */
export function renderHeads(graph: RevisionGraph): readonly HeadEntry[] {
  const lines = linesOf(graph)
  const main = lines.find(({ isMain }) => isMain)
  return [
    { name: 'HEADS', text: explanation + (main ? entryOf(graph, main) : ''), isJoined: false },
    ...lines
      .filter((line) => line !== main)
      .map((line) => ({
        name: `HEADS.${lineName(graph, line)}`,
        text: explanation + entryOf(graph, line),
        isJoined: line.joinedBy !== undefined,
      })),
  ]
}

/** Whether a name is one that {@link renderHeads} gives to the file of a line; editors' and merge tools' copies are not. */
export const isHeadFileName = (name: string): boolean => name.startsWith('HEADS.') && isPlain(name.slice('HEADS.'.length))

/** Said in each file: who sees one in a conflict needs to know. */
const explanation = `# The head of one line of development, written by mig. A conflict here says that two branches built on one head:
# keep the migration files of both, then run: mig check --fix
`

function entryOf(graph: RevisionGraph, { tip, joinedBy }: Line): string {
  // no labels of the merge point: later revisions can give it more, and this file is never to change again
  if (joinedBy !== undefined) return `joined by ${describe(graph, joinedBy)}\n`
  const labels = graph.labelsOf(tip)
  return `${describe(graph, tip)}${labels.length === 0 ? '' : ` (${labels.join(', ')})`}\n`
}

const describe = (graph: RevisionGraph, id: RevisionId): string => `${id} ${slug(graph.get(id).description)}`.trimEnd()

/** Of the label or the id that the line began with; of a digest where a file system could take two of them for one, or for another file. */
function lineName(graph: RevisionGraph, { begin }: Line): string {
  const name = [...graph.get(begin).labels].sort()[0] ?? begin
  return isPlain(name) ? name : createHash('sha256').update(name).digest('hex').slice(0, 16)
}

const isPlain = (name: string): boolean => /^[a-z0-9_]{1,100}$/.test(name) && !/^(?:bak|orig|rej|tmp|md|map|sw[a-p])$/.test(name)
