import { basename, join, resolve } from 'node:path'
import type { RevisionGraph, RevisionId } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { initRepository, LinearRepository } from '@mig/linear'
import { createFile } from '@mig/script'
import type { ProofSubjects, ProofVersion } from '../prove/proof.js'
import { proveOnAll, type ProofOptions } from '../prove/prove-on-all.js'
import { SourceRepository } from '../prove/source-repository.js'
import type { ProvedOn } from '../report.js'
import { readNumberLine } from '../source/read-number-line.js'
import { readConversionRecord, type LegacyRecord } from '../write/legacy-record.js'
import { inWorkshop, realTarget, refuseTarget, settle } from '../write/workshop.js'
import { assignNumbers, type AssignedNumber } from './assign-numbers.js'
import { chainOf } from './chain-of.js'
import { renderNumber } from './render-number.js'

/** What to number, and where. */
export interface BackOptions extends ProofOptions {
  /** A DAG repository whose graph is one line. */
  readonly source: string
  /** An empty or new folder. */
  readonly target: string
  /** Number, render and prove, and keep nothing. */
  readonly dryRun?: boolean
}

/** What became of a graph. */
export interface BackReport {
  /** Absolute path of the numbered repository. */
  readonly target: string
  readonly versions: readonly { readonly version: string; readonly revision: RevisionId | undefined; readonly files: readonly string[] }[]
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[]
  readonly proofs: readonly ProvedOn[]
}

/**
 * Turns a graph that is one line into a numbered repository of mig: for a project that goes back, or hands its migrations to one that counts.
 *
 * Revisions that were numbers before a conversion have them again, with their files' names; the others get the next ones. Statements and code
 * are carried over byte for byte, and graph and numbers are proved equal as in {@link convertRepository}. The graph is never changed.
 *
 * @throws {MigError} `MIG_CONVERT_BACK` when the graph has branches, or a file cannot be told as a numbered one; `MIG_CONVERT_EXISTS`,
 * `MIG_PROOF_FAILED`
 * @example
 * const { versions } = await backToNumbers({ source: './migrations', target: './numbered' })
 */
export async function backToNumbers(options: BackOptions): Promise<BackReport> {
  const [source, target] = [resolve(options.source), realTarget(resolve(options.target))]
  const repository = await DagRepository.open(source)
  refuseTarget(target)
  const graph = await repository.graph()
  const whole = repository.legacyRecord === undefined ? undefined : onlyRecord(repository.legacyRecord)
  const record = whole && isNumbered(whole) ? whole : undefined
  const numbers = assignNumbers(chainOf(graph), record)
  const rendered = numbers.map(renderNumber)
  const hasGaps = numbers.some(({ number }, at) => at > 0 && number !== numbers[at - 1]!.number + 1)
  return inWorkshop(target, async (workshop) => {
    await initRepository(workshop, {
      repositoryId: record?.source.repositoryId ?? basename(source),
      ...(record ? { versionTable: record.source.versionTable } : {}),
      ...(hasGaps ? { gaps: 'skip' } : {}),
    })
    for (const { name, text } of rendered.flat()) createFile(join(workshop, 'versions', name), text)
    await (await LinearRepository.open(workshop)).writeHeadFiles()
    const { proofs, notes } = await proveOnAll(options, () => subjectsOf(source, workshop, numbers))
    const versions = numbers.map(({ number, revision }, at) => ({
      version: String(number),
      revision: revision?.id,
      files: rendered[at]!.map(({ name }) => name),
    }))
    if (!options.dryRun) settle(workshop, target)
    return { target, versions, notes: [...lost(graph, numbers), ...notes], proofs }
  })
}

/** Of several repositories none is the one that the numbers were in. */
function onlyRecord(file: string): LegacyRecord | undefined {
  const record = readConversionRecord(file)
  return record.format === 1 ? record : undefined
}

const isNumbered = ({ source: { format } }: LegacyRecord): boolean => format === 'mig' || format === 'sqlalchemy-migrate'

/** The graph is what is true; the numbers are compared with it. */
async function subjectsOf(
  source: string,
  written: string,
  numbers: readonly AssignedNumber[],
): Promise<Pick<ProofSubjects, 'source' | 'written' | 'versions' | 'names'>> {
  const graph = await DagRepository.open(source)
  const line = SourceRepository.ofLine(readNumberLine(written))
  let sourceAt: RevisionId | undefined
  const versions = numbers.map(({ number, revision }): ProofVersion => {
    sourceAt = revision?.id ?? sourceAt
    const [version, ids] = [String(number), line.idsOf(String(number))]
    const isTwin = (revision?.equivalentTo?.length ?? 0) > 0
    return { version, source: revision ? [revision.id] : [], sourceAt, written: ids, at: ids.slice(-1), baseline: undefined, isTwin }
  })
  return { source: graph, written: line, versions, names: { source: 'the graph', written: 'the numbered repository' } }
}

/** What a graph can say and a number cannot. */
function lost(graph: RevisionGraph, numbers: readonly AssignedNumber[]): readonly string[] {
  return numbers.flatMap(({ number, revision }) => {
    if (!revision) return []
    const say = (what: string) => `${number} ('${revision.id}'): ${what}`
    const labels = graph.get(revision.id).labels
    return [
      ...(labels.length > 0 ? [say(`its branch label ${labels.join(', ')} is left out`)] : []),
      ...(revision.replaces?.length ? [say(`it replaces ${revision.replaces.join(', ')}, which a number cannot say`)] : []),
      ...(revision.equivalentTo?.length
        ? [say(`it is the same change as ${revision.equivalentTo.join(', ')}: as a number it runs again`)]
        : []),
    ]
  })
}
