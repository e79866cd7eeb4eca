import { connect } from '@mig/database'
import type { Catalog, Database, RunResult } from '@mig/core'
import { Migrator } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { LinearRepository } from '@mig/linear'
import type { TestServer } from '../support/servers.js'

const operations = () => import('@mig/schema')

/** A database of one test, and the two ways to bring it on. */
export interface LiveTest {
  readonly database: Database
  /** Runs a numbered repository in linear mode. */
  linear(source: string, target: string, verb?: 'upgrade' | 'downgrade'): Promise<void>
  /** Runs a converted repository; takes the database over first when only the old tool knows it. */
  graph(target: string, to?: string): Promise<RunResult>
  migrator(target: string): Promise<Migrator>
  /** Sends statements. */
  run(...statements: readonly string[]): Promise<void>
  /** The rows of the converted repository's version table; empty without the table. */
  heads(target: string): Promise<readonly string[]>
}

/** Lends an empty database of a server. */
export async function withDatabase<T>(server: TestServer, work: (live: LiveTest) => Promise<T>): Promise<T> {
  const created = await server.create()
  try {
    await using database = await connect(created.url)
    const migrator = async (target: string) =>
      new Migrator({ repository: await DagRepository.open(target), database, operations, adoption: () => import('@mig/convert') })
    return await work({
      database,
      migrator,
      linear: async (source, target, verb = 'upgrade') => {
        await new Migrator({ repository: await LinearRepository.open(source), database, operations })[verb](target)
      },
      graph: async (target, to = 'head') => (await migrator(target)).upgrade(to),
      run: async (...statements) => {
        await using session = await database.session()
        for (const statement of statements) await session.execute(statement)
      },
      heads: async (target) => {
        await using session = await database.session()
        return await (await DagRepository.open(target)).ledger().read(session)
      },
    })
  } finally {
    await created.dispose()
  }
}

/** The schema of an empty database after a converted repository's whole upgrade. */
export const freshCatalog = (server: TestServer, target: string, to = 'head'): Promise<Catalog> =>
  withDatabase(server, async ({ database, graph }) => {
    await graph(target, to)
    return database.inspect()
  })
