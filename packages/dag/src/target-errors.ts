import { MigError, type RevisionGraph, type RevisionId } from '@mig/core'
import { findBranch } from './find-symbol.js'
import { lineageOf } from './lineage.js'
import type { DagPlace } from './place.js'

/**
 * Refuses rows that nothing explains: no file declares them, and no revision replaces them or is equivalent to them.
 *
 * @throws {MigError} `MIG_ROW_UNKNOWN`
 */
export function refuseUnknownRows({ graph, current }: DagPlace): void {
  const explained = new Set(current.filter((row) => !graph.has(row)))
  if (explained.size === 0) return
  for (const id of graph.ids()) {
    const { replaces = [], equivalentTo = [] } = graph.get(id)
    for (const other of [...replaces, ...equivalentTo]) explained.delete(other)
  }
  if (explained.size === 0) return
  const rows = [...explained]
  throw new MigError(
    'MIG_ROW_UNKNOWN',
    `the version table names ${rows.map((row) => `'${row}'`).join(', ')}, which ${rows.length === 1 ? 'is' : 'are'} in no file of this repository`,
    {
      details: { rows },
      hint: 'Restore the file (another branch of the code may have it), or record what the database really has: mig stamp --purge REVISION',
    },
  )
}

/** A target that starts from one row, where there are several: the choices name the branches where labels do. */
export function severalRows(graph: RevisionGraph, rows: readonly RevisionId[], target: string): MigError {
  const choices = rows.map((row) => {
    const label = graph
      .labelsOf(row)
      .find((name) => rows.filter((other) => lineageOf(graph, findBranch(graph, name, target)).has(other)).length === 1)
    return `${label ?? row}@${/[+-]\d+$/.exec(target)?.[0] ?? target}`
  })
  return new MigError(
    'MIG_HEADS_SEVERAL',
    `'${target}' starts from one revision, and the database has ${rows.length}: ${rows.join(', ')}`,
    {
      details: { target, rows, choices },
      hint: `Choose ${choices.join(' or ')}`,
    },
  )
}

/** A step up for a downgrade, or down for an upgrade. */
export function wrongWay(target: string, other: 'upgrade' | 'downgrade'): MigError {
  return new MigError('MIG_TARGET_DIRECTION', `'${target}' goes the other way`, {
    details: { target },
    hint: `Use: mig ${other} ${target}`,
  })
}

/** A head where there is none. */
export function nothingThere(target: string): MigError {
  return new MigError('MIG_TARGET_UNKNOWN', `'${target}' names nothing: there is no such head`, {
    details: { target },
    hint: 'See mig heads.',
  })
}
