import { createHash } from 'node:crypto'
import { compareIds, type RevisionGraph, type RevisionId } from '@mig/core'
import { slug } from '@mig/script'

/** Said in the file itself: who sees it in a conflict needs to know. */
const explanation = `# The head of each branch, written by mig. A conflict here says that two branches built on one head:
# keep the migration files of both, then run: mig check --fix
`

/**
 * The text of `versions/HEADS`: one line per head, with its labels, under the revision that its line begins with.
 *
 * It is made for git's merge, which looks at lines and refuses changes that touch or adjoin:
 *
 * * a head stands at a place that new revisions, labels and branches do not move (its line's first revision), so that two
 *   revisions on one head change one line;
 * * it has a line above and one below that belong to no other head, so that changes of two heads do not adjoin, also when one
 *   of them goes away;
 * * a merge takes heads away, and two merges could take the same one: each also changes the line that counts them.
 */
export function renderHeads(graph: RevisionGraph): string {
  const beginOf = lineBegins(graph)
  const entries = graph.heads().map((id) => ({ id, begin: beginOf(id) }))
  const merges = graph.mergePoints()
  return [
    explanation,
    ...(merges.length === 0 ? [] : [`# merge points: ${merges.length} (${digest(merges)})\n`]),
    ...entries.sort((a, b) => compareIds(a.begin, b.begin)).map(({ id, begin }) => `# from ${begin}\n${headLine(graph, id)}\n`),
    '# end\n',
  ].join('\n')
}

function headLine(graph: RevisionGraph, id: RevisionId): string {
  const labels = graph.labelsOf(id)
  return [id, slug(graph.get(id).description), ...(labels.length === 0 ? [] : [`(${labels.join(', ')})`])].filter(Boolean).join(' ')
}

/**
 * Tells the revision with which a revision's line begins: down along the first down revision, as long as each is the eldest
 * child of the one below. Later children begin lines of their own, so a line keeps its beginning for ever.
 */
function lineBegins(graph: RevisionGraph): (id: RevisionId) => RevisionId {
  const known = new Map<RevisionId, RevisionId>()
  return (id) => {
    const way: RevisionId[] = []
    let at = id
    for (;;) {
      way.push(at)
      const [parent] = graph.get(at).downRevisions
      if (known.has(at) || parent === undefined || eldest(graph, graph.children(parent)) !== at) break
      at = parent
    }
    const begin = known.get(at) ?? at
    for (const one of way) known.set(one, begin)
    return begin
  }
}

/** Of several of one age, the first by id; without a date, a revision is older than every one that has one. */
function eldest(graph: RevisionGraph, ids: readonly RevisionId[]): RevisionId | undefined {
  const time = (id: RevisionId) => Date.parse(graph.get(id).createdAt ?? '') || 0
  const [first, ...others] = ids
  return others.reduce((best, id) => (best !== undefined && time(best) <= time(id) ? best : id), first)
}

const digest = (ids: readonly RevisionId[]): string => createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 12)
