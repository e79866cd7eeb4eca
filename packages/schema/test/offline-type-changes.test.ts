import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { offlineSql, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { runOperation } from '../src/index.js'
import { clientNames, findClient, runByClient } from '../../../test/support/clients.js'
import { databases, type TestServer } from '../../../test/support/servers.js'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { textsOf, titleOf, typeChanges, type TypeChange } from './type-changes.js'

/** An offline script cannot look at the rows when it is written: it looks when it runs, and ends as the online run does. */
for (const server of databases) {
  const client = findClient(server.dialect)
  const changes = typeChanges[server.dialect]
  describe(`${changes.length} changes of a column by an offline script on ${server.name}`, () => {
    if (client === undefined) {
      it.skipIf(process.env['CI'] !== 'true')(`${clientNames[server.dialect].join(' or ')} is not installed`, () => expect.unreachable())
      return
    }
    for (const [index, change] of changes.entries()) it(`${titleOf(change)} (${index + 1})`, () => changeOffline(server, change))
  })
}

async function changeOffline(server: TestServer, change: TypeChange): Promise<void> {
  await using folder = await tempFolder()
  const created = await server.create()
  try {
    await using database = await connect(created.url)
    await using session = await database.session()
    await runOperation(session, { kind: 'createTable', table: 't', columns: { id: { type: 'integer', primaryKey: true }, c: change.from } })
    for (const [at, value] of change.values.entries()) await session.execute(`INSERT INTO t (id, c) VALUES (${at + 1}, ${value})`)
    const before = await textsOf(session, 'c')
    const { exitCode, output } = runByClient(created.url, await scriptOf(folder.path, server, change, await textOf(session)))
    if (change.outcome === 'refused') {
      expect(exitCode, 'it was done').not.toBe(0)
      expect(output).not.toMatch(/syntax/i)
      expect(await textsOf(session, 'c')).toEqual(before)
      return
    }
    expect(output).toBe('')
    expect(exitCode).toBe(0)
    expect(await textsOf(session, change.change.name ?? 'c')).toEqual(change.outcome === 'kept' ? before : change.outcome)
  } finally {
    await created.dispose()
  }
}

async function scriptOf(folder: string, server: TestServer, { from, change }: TypeChange, text: string | undefined): Promise<string> {
  mkdirSync(join(folder, 'versions'))
  const alter = { kind: 'alterColumn', table: 't', name: 'c', change, existing: from }
  const operation = server.dialect === 'sqlite' ? { kind: 'batchAlterTable', table: 't', operations: [alter], existing: text } : alter
  writeFileSync(
    join(folder, 'versions/a1_step.mjs'),
    `export const revision = 'a1'\nexport const downRevision = null\nexport const upgrade = (op) => op.run(${JSON.stringify(operation)})\n`,
  )
  const repository = await DagRepository.open(folder)
  const dialect = await offlineDialect(server.name === 'MariaDB' ? 'mariadb' : server.dialect)
  const operations = () => import('../src/index.js')
  return (await offlineSql({ verb: 'upgrade', target: 'head' }, { repository, dialect, operations })).sql
}

/** SQLite's script has to be told what the table is. */
async function textOf(session: Session): Promise<string | undefined> {
  if (session.dialect !== 'sqlite') return undefined
  const [row] = await session.query<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 't'")
  return row!.sql
}
