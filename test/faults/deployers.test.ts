import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { Migrator } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { bundleProgram } from '../support/bundle-program.js'
import { canStartPrivateServer, databases, startPrivateServer, type PrivateServer, type TestServer } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'
import { writeChain } from '../support/write-chain.js'
import { chainOf, createAudit, deploy, tracesOf, type Situation } from './deployers.js'

const isLong = process.env['MIG_FAULTS_LONG'] === '1'

/** Every combination in the long run; in the short one those that differ most. */
function situationsOf({ dialect }: TestServer): readonly Situation[] {
  const kinds = (['plain', 'concurrent index', 'one SIGKILLed', 'one SIGSTOPped'] as const).filter(
    (kind) => kind !== 'concurrent index' || dialect === 'postgres',
  )
  if (isLong) {
    const states = ['first deploy', 'second', 'already there'] as const
    return [2, 8, 32].flatMap((processes) => states.flatMap((state) => kinds.map((kind) => ({ processes, state, kind }))))
  }
  return [
    ...kinds.map((kind) => ({ processes: 6, state: 'first deploy', kind }) as const),
    { processes: 2, state: 'second', kind: 'one SIGKILLed' },
    { processes: 4, state: 'already there', kind: 'plain' },
  ]
}

const figures = new Map<
  string,
  { situations: number; processes: number; exit0: number; killed: number; statements: number; once: number }
>()

for (const server of databases) {
  describe(`rival deployers on ${server.name}`, () => {
    // The log of all statements is the whole server's: it must not be everybody's.
    const hasOwn = server.dialect === 'mysql' && canStartPrivateServer('mysql')
    let started: Promise<PrivateServer> | undefined
    const ownServer = async (): Promise<PrivateServer | undefined> => (hasOwn ? await (started ??= startPrivateServer('mysql')) : undefined)

    afterAll(async () => (await started)?.dispose())

    for (const situation of situationsOf(server)) {
      const { processes, state, kind } = situation
      it(`${processes} processes, ${state}, ${kind}: all succeed, each statement runs once`, { timeout: 240_000 }, async () => {
        await using folder = await tempFolder()
        await using created = await emptyDatabase(server, await ownServer())
        const prefix = `d${randomBytes(4).toString('hex')}`
        await using database = await connect(created.url)
        await using session = await database.session()
        await createAudit(session, server.dialect)
        writeChain(folder.path, chainOf(server.dialect, prefix, kind))
        const before = { 'first deploy': undefined, second: 'a1', 'already there': 'head' }[state]
        if (before !== undefined) await new Migrator({ repository: await DagRepository.open(folder.path), database }).upgrade(before)
        const { exits, killed } = await deploy(await bundleProgram('support/upgrade.ts'), [created.url, folder.path], situation)
        // Where the killed one was the last to be needed, the same command again.
        if (killed > 0) await new Migrator({ repository: await DagRepository.open(folder.path), database }).upgrade('head')
        const traces = await tracesOf(session, server.dialect, prefix)
        const figure = figures.get(server.name) ?? { situations: 0, processes: 0, exit0: 0, killed: 0, statements: 0, once: 0 }
        figures.set(server.name, figure)
        figure.situations += 1
        figure.processes += exits.length
        figure.exit0 += exits.filter(({ code }) => code === 0).length
        figure.killed += killed
        figure.statements += traces.size
        figure.once += [...traces.values()].filter((n) => n === 1).length
        expect(exits.filter(({ code }) => code !== 0)).toEqual([])
        const ddl = [...['a1', 'b2'].flatMap((id) => [`${prefix}_${id}`, `${prefix}_${id}_id`]), ...(kind === 'concurrent index' ? [`${prefix}_again`] : [])] // prettier-ignore
        const wanted = ['a1 one', 'a1 two', 'b2 one', 'b2 two', ...(server.dialect === 'sqlite' || (server.dialect === 'mysql' && !hasOwn) ? [] : ddl)] // prettier-ignore
        expect(Object.fromEntries(traces)).toEqual(Object.fromEntries(wanted.map((statement) => [statement, 1])))
      })
    }

    it('create the bookkeeping tables two hundred at once, without the lock, without an error', { timeout: 240_000 }, async () => {
      await using folder = await tempFolder()
      writeChain(folder.path, {})
      await using created = await emptyDatabase(server, await ownServer())
      const ledger = (await DagRepository.open(folder.path)).ledger()
      // SQLite's writers take turns by polling: with fewer of them it is the same race.
      const sessions = server.dialect === 'sqlite' ? 50 : 200
      await using database = await connect(created.url, { ddlLockTimeoutMs: 60_000 })
      const opened = await Promise.all(Array.from({ length: sessions }, () => database.session()))
      await Promise.all(
        opened.map(async (session) => {
          await ledger.create(session)
          await database.journal.create(session)
        }),
      )
      for (const session of opened.slice(0, 3)) expect(await ledger.read(session)).toEqual([])
    })
  })
}

/** A database of the test's own, on the private server where there is one. */
async function emptyDatabase(server: TestServer, own: PrivateServer | undefined): Promise<{ readonly url: string } & AsyncDisposable> {
  if (!own) {
    const created = await server.create()
    return { url: created.url, [Symbol.asyncDispose]: () => created.dispose() }
  }
  const name = `deploy_${randomBytes(4).toString('hex')}`
  await using root = await connect(own.url)
  await using session = await root.session()
  await session.execute(`CREATE DATABASE ${name}`)
  return { url: own.url.replace(/\/mysql$/, `/${name}`), [Symbol.asyncDispose]: async () => undefined }
}

afterAll(() => {
  for (const [name, { situations, processes, exit0, killed, statements, once }] of figures)
    console.log(`${name}: ${situations} situations, ${exit0} of ${processes} processes ended with 0 (${killed} more were killed), ${once} of ${statements} statements ran once`) // prettier-ignore
})
