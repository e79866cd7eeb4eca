/**
 * Edges between the nodes `0 … size - 1`, in two blocks of memory (compressed sparse rows): the targets of node `n` are
 * `targets[starts[n]]` up to, not including, `targets[starts[n + 1]]`.
 *
 * A hundred thousand nodes are two arrays and not a hundred thousand: nothing for the garbage collector to follow, and
 * a walk in ascending numbers reads memory in order. Loops over the whole graph read the arrays; a single look uses
 * {@link Edges.of}.
 */
export class Edges {
  readonly starts: Uint32Array
  readonly targets: Uint32Array

  constructor(starts: Uint32Array, targets: Uint32Array) {
    this.starts = starts
    this.targets = targets
  }

  get size(): number {
    return this.starts.length - 1
  }

  /** How many edges leave a node. */
  count(node: number): number {
    return this.starts[node + 1]! - this.starts[node]!
  }

  /** Where the edges of a node lead, in their order. */
  of(node: number): Uint32Array {
    return this.targets.subarray(this.starts[node], this.starts[node + 1])
  }

  /** 1 for each node that an edge leads to. */
  ends(): Uint8Array {
    const { targets, size } = this
    const marks = new Uint8Array(size)
    for (let at = 0; at < targets.length; at++) marks[targets[at]!] = 1
    return marks
  }

  /** The same edges the other way round; the sources of a node come in ascending order. */
  reversed(): Edges {
    const { starts, targets, size } = this
    const turned = new Uint32Array(size + 1)
    for (let at = 0; at < targets.length; at++) turned[targets[at]! + 1]! += 1
    for (let node = 0; node < size; node++) turned[node + 1]! += turned[node]!
    const next = turned.slice()
    const sources = new Uint32Array(targets.length)
    for (let node = 0; node < size; node++) {
      for (let at = starts[node]!; at < starts[node + 1]!; at++) sources[next[targets[at]!]!++] = node
    }
    return new Edges(turned, sources)
  }

  /** The same edges between the same nodes under new numbers. `order` holds the old numbers in the order of the new ones. */
  renumbered(order: Uint32Array, numberOf: Uint32Array): Edges {
    const starts = new Uint32Array(this.starts.length)
    const targets = new Uint32Array(this.targets.length)
    let end = 0
    for (let number = 0; number < order.length; number++) {
      const old = order[number]!
      for (let at = this.starts[old]!; at < this.starts[old + 1]!; at++) targets[end++] = numberOf[this.targets[at]!]!
      starts[number + 1] = end
    }
    return new Edges(starts, targets)
  }
}

/** Writes edges node by node. */
export class EdgeWriter {
  readonly #starts: Uint32Array
  #targets: Uint32Array
  readonly #isBefore: (target: number, other: number) => boolean
  #node = 0
  #end = 0

  /** @param isBefore the order of the edges of one node */
  constructor(size: number, isBefore: (target: number, other: number) => boolean) {
    this.#starts = new Uint32Array(size + 1)
    this.#targets = new Uint32Array(Math.ceil(size * 1.25) + 8)
    this.#isBefore = isBefore
  }

  /** Adds an edge of the node in hand, once, at its place in the order. */
  add(target: number): void {
    if (this.#end === this.#targets.length) this.#grow()
    const targets = this.#targets
    const start = this.#starts[this.#node]!
    for (let at = start; at < this.#end; at++) if (targets[at] === target) return
    let at = this.#end
    for (; at > start && this.#isBefore(target, targets[at - 1]!); at--) targets[at] = targets[at - 1]!
    targets[at] = target
    this.#end += 1
  }

  /** Goes on to the next node. */
  next(): void {
    this.#node += 1
    this.#starts[this.#node] = this.#end
  }

  finish(): Edges {
    return new Edges(this.#starts, this.#targets.subarray(0, this.#end))
  }

  #grow(): void {
    const grown = new Uint32Array(this.#targets.length * 2)
    grown.set(this.#targets)
    this.#targets = grown
  }
}
