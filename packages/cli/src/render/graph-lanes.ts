/** A node of the drawing, newest first: every node stands above the ones it comes from. */
export interface LaneNode {
  readonly id: string
  readonly parents: readonly string[]
  readonly text: string
}

/**
 * Draws a graph as lanes, a line per node and a line per fork or join, as `git log --graph` does.
 *
 * Pure, and linear in the nodes times the lanes that are open at once.
 *
 * @param nodes newest first; a parent that is not among them ends its lane
 * @example
 * drawLanes([{ id: 'b', parents: ['a'], text: 'b' }, { id: 'a', parents: [], text: 'a' }]) // ['● b', '● a']
 */
export function drawLanes(nodes: readonly LaneNode[]): readonly string[] {
  const known = new Set(nodes.map((node) => node.id))
  /** What each lane waits for; `undefined` is a free lane. */
  const lanes: (string | undefined)[] = []
  const lines: string[] = []
  /** The lane that ended with the node in the line above. */
  let ended: number | undefined
  for (const node of nodes) {
    const waiting = lanes.flatMap((id, lane) => (id === node.id ? [lane] : []))
    // A line between them, or the one below would look like what the one above comes from.
    if (waiting.length === 0 && ended !== undefined && ended === firstFree(lanes)) lines.push(row(lanes, () => '│'))
    const own = waiting[0] ?? takeLane(lanes, 0)
    if (waiting.length > 1) {
      lines.push(connect(lanes, own, waiting.slice(1), 'join'))
      for (const lane of waiting.slice(1)) lanes[lane] = undefined
    }
    lanes[own] = node.id
    lines.push(`${row(lanes, (lane) => (lane === own ? '●' : '│'))} ${node.text}`)
    const parents = node.parents.filter((parent) => known.has(parent))
    lanes[own] = undefined
    const ends: number[] = []
    const fresh: number[] = []
    for (const parent of parents) {
      const shared = lanes.indexOf(parent)
      if (lanes[own] === undefined && shared < 0) {
        lanes[own] = parent
      } else if (shared >= 0) {
        if (parents.length > 1 || shared !== own) ends.push(shared)
        if (parents.length === 1) {
          // A sole parent keeps this lane as well: the join is drawn when the parent's turn comes.
          ends.pop()
          lanes[own] = parent
        }
      } else {
        const lane = takeLane(lanes, own + 1)
        lanes[lane] = parent
        ends.push(lane)
        fresh.push(lane)
      }
    }
    if (ends.length > 0) lines.push(fork(lanes, own, ends, fresh))
    ended = parents.length === 0 ? own : undefined
    while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop()
  }
  return lines
}

function firstFree(lanes: readonly (string | undefined)[]): number {
  const free = lanes.indexOf(undefined)
  return free < 0 ? lanes.length : free
}

function takeLane(lanes: (string | undefined)[], from: number): number {
  for (let lane = from; lane < lanes.length; lane++) if (lanes[lane] === undefined) return lane
  while (lanes.length < from) lanes.push(undefined)
  lanes.push(undefined)
  return lanes.length - 1
}

function row(lanes: readonly (string | undefined)[], mark: (lane: number) => string): string {
  return lanes
    .map((id, lane) => (id === undefined ? ' ' : mark(lane)))
    .join(' ')
    .trimEnd()
}

/** Lanes to the right end in lane `own`. */
function connect(lanes: readonly (string | undefined)[], own: number, others: readonly number[], _kind: 'join'): string {
  return horizontal(lanes, own, others, (lane) => (lane === own ? '├' : lane === Math.max(...others) ? '╯' : '┴'))
}

/** Lane `own` also leads to other lanes: new ones begin, shared ones go on. */
function fork(lanes: readonly (string | undefined)[], own: number, ends: readonly number[], fresh: readonly number[]): string {
  const [left, right] = [Math.min(own, ...ends), Math.max(own, ...ends)]
  const ownGoesOn = lanes[own] !== undefined
  return horizontal(lanes, own, ends, (lane) => {
    if (lane === own) return ownGoesOn ? (left < own ? (right > own ? '┼' : '┤') : '├') : left < own ? (right > own ? '┴' : '╯') : '╰'
    const isEdge = lane === left || lane === right
    if (fresh.includes(lane)) return isEdge ? (lane > own ? '╮' : '╭') : '┬'
    return isEdge ? (lane > own ? '┤' : '├') : '┼'
  })
}

function horizontal(lanes: readonly (string | undefined)[], own: number, ends: readonly number[], mark: (lane: number) => string): string {
  const [left, right] = [Math.min(own, ...ends), Math.max(own, ...ends)]
  let line = ''
  for (let lane = 0; lane < Math.max(lanes.length, right + 1); lane++) {
    const inside = lane >= left && lane <= right
    if (lane === own || ends.includes(lane)) line += mark(lane)
    else if (inside) line += lanes[lane] === undefined ? '─' : '┼'
    else line += lanes[lane] === undefined ? ' ' : '│'
    line += lane >= left && lane < right ? '─' : ' '
  }
  return line.trimEnd()
}
