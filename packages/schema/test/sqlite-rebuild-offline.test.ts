import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { offlineSql, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { runOperation, type Operation, type TableOperation } from '../src/index.js'
import { findClient, runByClient } from '../../../test/support/clients.js'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { change, edits, everything, rowsOf, schemaOf, table } from './rebuilds.js'
import { sourceOf } from './source-of.js'

/** The table as sqlite3 prints it, with what hangs on it. */
const existing = everything
  .filter(
    (text) =>
      /^CREATE (?:TABLE|(?:UNIQUE )?INDEX|TRIGGER) .*"odd table"/s.test(text) &&
      !/^CREATE (?:TABLE child|VIEW|TRIGGER (?:counted|viewed))/.test(text),
  )
  .join(';\n')

const isThere = findClient('sqlite') !== undefined || process.env['CI'] === 'true'

describe.skipIf(!isThere)(`a rebuild by sqlite3, told what the table is${isThere ? '' : ' (sqlite3 is not installed)'}`, () => {
  for (const [title, [operation]] of Object.entries(edits)) {
    it(`is the online one, with ${title}`, async () => {
      await using online = await tableOf()
      await using offline = await tableOf()
      await runOperation(online.session, operation)
      const script = await scriptOf(operation, existing)
      expect(runByClient(offline.url, script)).toEqual({ exitCode: 0, output: '' })
      expect(withoutBookkeeping(await schemaOf(offline.session))).toEqual(await schemaOf(online.session))
      expect(await rowsOf(offline.session)).toEqual(await rowsOf(online.session))
    })
  }

  const refused = async (script: string, words: RegExp, prepare = 'SELECT 1'): Promise<void> => {
    await using one = await tableOf()
    await one.session.execute(prepare)
    const [schema, rows] = [await schemaOf(one.session), await rowsOf(one.session)]
    const { exitCode, output } = runByClient(one.url, script)
    expect([exitCode, output]).toEqual([1, expect.stringMatching(words)])
    expect(withoutBookkeeping(await schemaOf(one.session))).toEqual(schema)
    expect(await rowsOf(one.session)).toEqual(rows)
  }

  it('refuses a table that is another', async () =>
    refused(
      await scriptOf(change('size', { type: 'bigint' }), existing),
      /'odd table' is not what this script was written for/,
      'ALTER TABLE "odd table" ADD COLUMN later TEXT',
    ))
  it('refuses an index that it was not told of', async () =>
    refused(
      await scriptOf(change('size', { type: 'bigint' }), existing),
      /'odd table' is not what this script was written for/,
      'CREATE INDEX later ON "odd table" (size)',
    ))
  it('refuses where foreign keys would act', async () =>
    refused(`PRAGMA foreign_keys = ON;\n${await scriptOf(change('size', { type: 'bigint' }), existing)}`, /its children would be deleted/))
  it('refuses a value that would be another', async () =>
    refused(
      await scriptOf(change('name', { type: 'integer' }), existing),
      /'odd table.name': not every value stays what it is/,
      `UPDATE "odd table" SET name = '007' WHERE id = 5`,
    ))
  it('refuses NULL in a column that is to take none', async () =>
    refused(await scriptOf(change('self', { nullable: false }), existing), /NOT NULL constraint failed/))
  it('refuses rows that would refer to nothing', async () =>
    refused(
      await scriptOf(
        { kind: 'createForeignKey', table, foreignKey: { name: 'f', columns: ['size'], references: { table: 'parent', columns: ['id'] } } },
        existing,
      ),
      /rows refer to nothing after the change/,
    ))
  it('is not written from a text that is another table', async () =>
    await expect(scriptOf(change('size', { type: 'bigint' }), 'CREATE TABLE other (size int)')).rejects.toThrow(
      /`existing` of the change of 'odd table' does not begin with its CREATE TABLE/,
    ))
})

interface OpenTable extends AsyncDisposable {
  readonly url: string
  readonly session: Session
}

async function tableOf(): Promise<OpenTable> {
  const folder = await tempFolder()
  const url = `sqlite:${join(folder.path, 'test.db')}`
  const database = await connect(url)
  const session = await database.session()
  for (const statement of everything) await session.execute(statement)
  return {
    url,
    session,
    [Symbol.asyncDispose]: async () => {
      await session[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function scriptOf(operation: Operation, text: string): Promise<string> {
  await using folder = await tempFolder()
  mkdirSync(join(folder.path, 'versions'))
  const batch: Operation = { kind: 'batchAlterTable', table, operations: [operation as TableOperation], existing: text }
  const sql = pathToFileURL(join(import.meta.dirname, '../dist/sql-expression.js')).href
  writeFileSync(
    join(folder.path, 'versions/a1_step.mjs'),
    `import { sql } from ${JSON.stringify(sql)}\nexport const revision = 'a1'\nexport const downRevision = null\nexport const upgrade = (op) => op.run(${sourceOf(batch)})\n`,
  )
  const repository = await DagRepository.open(folder.path)
  const operations = () => import('../src/index.js')
  return (await offlineSql({ verb: 'upgrade', target: 'head' }, { repository, dialect: await offlineDialect('sqlite'), operations })).sql
}

const withoutBookkeeping = (rows: Awaited<ReturnType<typeof schemaOf>>): unknown => rows.filter(({ name }) => !name.startsWith('mig_'))
