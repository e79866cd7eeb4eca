import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, afterAll } from 'vitest'
import { catalogFingerprint, isMigError, Migrator, offlineSql } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { reverseOf, runOperation, type Operation, type TableOperation } from '../src/index.js'
import { clientNames, findClient, runByClient } from '../../../test/support/clients.js'
import { databases, type TestDatabase, type TestServer } from '../../../test/support/servers.js'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { sourceOf } from './source-of.js'
import { scenarios, schemaBefore, type Scenario } from './scenarios.js'

const operations = () => import('../src/index.js')
const tables = ['customer', 'item', 'keyless']

for (const server of databases) {
  const client = findClient(server.dialect)
  const name = `an operation by an offline script on ${server.name}`
  if (client === undefined) {
    // A laptop may lack it; the build may not.
    it.skipIf(process.env['CI'] !== 'true')(`${name} (${clientNames[server.dialect].join(' or ')} is not installed)`, () =>
      expect.unreachable(),
    )
    continue
  }
  describe(`${name} gives what it gives online, up and down`, () => {
    const pair = new Pair(server)
    afterAll(() => pair.dispose())
    for (const scenario of scenarios) {
      it(scenario.title, async () => pair.use((online, offline) => compare(server, scenario, online, offline)))
      if (scenario.refusedOffline?.[server.dialect] === undefined || scenario.refused?.[server.dialect] !== undefined) continue
      it(`${scenario.title}, told what the table is`, async () => {
        // To the letter: not what other operations and their reverses have left.
        await pair.dispose()
        const told = await toldScenario(scenario)
        await pair.use((online, offline) => compare(server, told, online, offline))
      })
    }
  })
}

async function compare(server: TestServer, scenario: Scenario, online: string, offline: string): Promise<void> {
  const { operation, before = [], undo, refused, refusedOffline } = scenario
  await using folder = await tempFolder()
  const back = undo ?? [reverseOf(operation)]
  const ahead = [...before, operation]
  writeScript(folder.path, 'a1', 'null', schemaBefore, [])
  const file = writeScript(folder.path, 'b2', "'a1'", ahead, [...back, ...before.map(reverseOf).reverse()])
  const repository = await DagRepository.open(folder.path)
  const dialect = await offlineDialect(server.name === 'MariaDB' ? 'mariadb' : server.dialect)
  const write = async (verb: 'upgrade' | 'downgrade', target: string): Promise<string> =>
    (await offlineSql({ verb, target }, { repository, dialect, operations })).sql
  const code = refused?.[server.dialect] ?? refusedOffline?.[server.dialect]
  if (code === 'MIG_STATEMENT_FAILED') {
    expect(runByClient(offline, await write('upgrade', 'a1:b2')).exitCode).not.toBe(0)
    return
  }
  if (code !== undefined) {
    const failure: unknown = await write('upgrade', 'a1:b2').catch((error: unknown) => error)
    if (!isMigError(failure)) throw failure
    expect(failure.code).toBe(code)
    if (code === 'MIG_OFFLINE_READ') expect(failure.details).toMatchObject({ file, line: 5 + before.length })
    return
  }
  for (const [verb, from, to] of [
    ['upgrade', 'a1', 'b2'],
    ['downgrade', 'b2', 'a1'],
  ] as const) {
    await using database = await connect(online)
    const migrator = new Migrator({ repository, database, operations })
    await migrator[verb](to)
    expect(runByClient(offline, await write(verb, `${from}:${to}`))).toMatchObject({ exitCode: 0 })
    expect(await stateOf(offline, repository), verb).toEqual(await stateOf(online, repository))
  }
}

/** The operation with the text of its table, and so its reverse. */
async function toldScenario({ refusedOffline: _refused, ...scenario }: Scenario): Promise<Scenario> {
  await using database = await connect('sqlite::memory:')
  await using session = await database.session()
  const run = async (operation: Operation): Promise<void> => runOperation(session, operation)
  const told = async (operation: Operation): Promise<Operation> => {
    const operations = (operation.kind === 'batchAlterTable' ? operation.operations : [operation]) as readonly TableOperation[]
    const { table } = operation as TableOperation
    const rows = await session.query<{ sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC, rowid",
      [table!],
    )
    return { kind: 'batchAlterTable', table: table!, operations, existing: rows.map(({ sql }) => `${sql};`).join('\n') }
  }
  for (const one of [...schemaBefore, ...(scenario.before ?? [])]) await run(one)
  const operation = await told(scenario.operation)
  await run(operation)
  return { ...scenario, operation, undo: [await told(reverseOf(operation))] }
}

/** Two databases on which the same has been done, one by mig and one by the client; new ones when a scenario has left them in an unknown state. */
class Pair {
  readonly #server: TestServer
  #pair: readonly [TestDatabase, TestDatabase] | undefined

  constructor(server: TestServer) {
    this.#server = server
  }

  async use(work: (online: string, offline: string) => Promise<void>): Promise<void> {
    const [online, offline] = (this.#pair ??= await this.#create())
    try {
      await work(online.url, offline.url)
    } catch (error) {
      await this.dispose()
      throw error
    }
  }

  async dispose(): Promise<void> {
    const pair = this.#pair ?? []
    this.#pair = undefined
    for (const database of pair) await database.dispose()
  }

  async #create(): Promise<readonly [TestDatabase, TestDatabase]> {
    const pair = [await this.#server.create(), await this.#server.create()] as const
    await using folder = await tempFolder()
    writeScript(folder.path, 'a1', 'null', schemaBefore, [])
    const repository = await DagRepository.open(folder.path)
    for (const { url } of pair) {
      await using database = await connect(url)
      await new Migrator({ repository, database, operations }).upgrade('a1')
    }
    return pair
  }
}

/** A script whose functions run operations, each in a line of its own. */
function writeScript(folder: string, id: string, parent: string, up: readonly Operation[], down: readonly Operation[]): string {
  mkdirSync(join(folder, 'versions'), { recursive: true })
  const file = join(folder, 'versions', `${id}_step.mjs`)
  const run = (operation: Operation): string => `  await op.run(${sourceOf(operation)})\n`
  const text = `import { sql } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../dist/sql-expression.js')).href)}
export const revision = '${id}'
export const downRevision = ${parent}
export async function upgrade(op) {
${up.map(run).join('')}}
export async function downgrade(op) {
${down.map(run).join('')}}
`
  writeFileSync(file, text)
  return file
}

async function stateOf(url: string, repository: DagRepository): Promise<unknown> {
  await using database = await connect(url)
  await using session = await database.session()
  const rows = await Promise.all(tables.map((table) => session.query(`SELECT * FROM ${table} ORDER BY 1`).catch(() => 'absent')))
  const finished = (await database.journal.read(session)).filter(({ statement }) => statement === 0)
  return {
    fingerprint: catalogFingerprint(await database.inspect(session)),
    ledger: await session.query(`SELECT * FROM ${repository.ledger().table} ORDER BY 1`),
    rows,
    journal: finished.map(({ revision, direction, checksum, state }) => ({ revision, direction, checksum, state })),
  }
}
