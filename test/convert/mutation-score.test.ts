import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMigError, type Database, type Dialect } from '@mig/core'
import { convertRepository } from '@mig/convert'
import { connect } from '@mig/database'
import { findClient, runByClient } from '../support/clients.js'
import { databases, type TestServer } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { canDump, dump } from './mutations/dump.js'
import { mutantsOf, textsOf, type Mutant } from './mutations/mutants.js'
import { mutateGraph, proveGraph } from './prove-graph.js'

const isLong = process.env['MIG_CONVERT_LONG'] === '1'
const sample = join(import.meta.dirname, '../samples/rich')
/** How many are tried of each dialect in a normal run. */
const few = 10

describe('the proof against changes of what was written', () => {
  let folder: TempFolder
  let graph: string
  beforeAll(async () => {
    folder = await tempFolder()
    graph = join(folder.path, 'graph')
    await convertRepository({ source: sample, target: graph })
  })
  afterAll(async () => folder[Symbol.asyncDispose]())

  for (const server of databases) {
    it(`on ${server.name}: catches every one that the server can see`, { timeout: isLong ? 3_600_000 : 60_000 }, async () => {
      const all = mutantsOf(graph, server.dialect)
      expect(all.length).toBeGreaterThanOrEqual(60)
      const tried = isLong ? all : spread(all, few)
      const created = await server.create()
      const outcomes: Outcome[] = []
      try {
        await using database = await connect(created.url)
        for (const [index, mutant] of tried.entries()) {
          const copy = join(folder.path, `${server.dialect}-${index}`)
          expect(mutateGraph(graph, copy, (name, text) => mutant.files[name] ?? text)).toBe(Object.keys(mutant.files).length)
          outcomes.push({ mutant, ...(await judge(server, database, copy, mutant)) })
        }
      } finally {
        await created.dispose()
      }
      console.log(scoreOf(server, outcomes, all.length))
      expect(outcomes.filter(({ kind }) => kind === 'missed').map(({ mutant }) => lineOf(mutant))).toEqual([])
    })
  }

  async function judge(server: TestServer, database: Database, copy: string, mutant: Mutant): Promise<Verdict> {
    try {
      await proveGraph(database, sample, copy)
    } catch (error) {
      if (!isMigError(error, 'MIG_PROOF_FAILED')) throw error
      return { kind: 'caught', note: error.message.replace(/^.*? the graph differs from the source on \w+: /, '').slice(0, 120) }
    }
    if (!findClient(server.dialect) || !canDump(server.dialect)) return { kind: 'missed', note: 'and no client program is here to ask' }
    const [ours, theirs] = [await dumpAfter(server, mutant, undefined), await dumpAfter(server, mutant, mutant)]
    return ours === theirs
      ? { kind: 'unseen', note: 'dumps of the server are equal' }
      : { kind: 'missed', note: firstDifference(ours, theirs) }
  }

  /** What the server's own programs make of the numbers up to the mutated one, and of its way back where that was mutated. */
  async function dumpAfter(server: TestServer, { version, direction }: Mutant, changed: Mutant | undefined): Promise<string> {
    const { dialect } = server
    const last = Number(version)
    const up = textsOf(graph, dialect, 'upgrade', changed).slice(0, last)
    const down = direction === 'downgrade' ? [textsOf(graph, dialect, 'downgrade', changed)[last - 1]!] : []
    const created = await server.create()
    try {
      for (const text of [...up, ...down]) {
        const { exitCode, output } = runByClient(created.url, text)
        if (exitCode !== 0) throw new Error(output)
      }
      return dump(created.url)
    } finally {
      await created.dispose()
    }
  }
})

interface Verdict {
  /** `unseen`: the server's own programs make one and the same database of both. */
  readonly kind: 'caught' | 'unseen' | 'missed'
  readonly note: string
}
type Outcome = Verdict & { readonly mutant: Mutant }

/** Some of a list, from its whole length. */
function spread<T>(list: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]!)
}

const lineOf = ({ what, at, version, direction }: Mutant): string =>
  `${version.padStart(3, '0')} ${direction === 'upgrade' ? 'up  ' : 'down'} ${what}: ${at}`

function scoreOf(server: TestServer & { readonly dialect: Dialect }, outcomes: readonly Outcome[], all: number): string {
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind)
  const list = (kind: Outcome['kind']) => of(kind).map(({ mutant, note }) => `  ${kind}  ${lineOf(mutant)}\n          ${note}`)
  const [caught, unseen] = [of('caught').length, of('unseen').length]
  return [
    `${server.name}: ${caught} of ${outcomes.length - unseen} changes caught${unseen > 0 ? `, ${unseen} that the server does not see` : ''}; tried ${outcomes.length} of ${all}`,
    ...list('caught'),
    ...list('unseen'),
    ...list('missed'),
  ].join('\n')
}

function firstDifference(ours: string, theirs: string): string {
  const [left, right] = [ours.split('\n'), theirs.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  return `the server has '${left[at]}' and '${right[at]}'`
}
