import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isMigError, Migrator, offlineSql } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect, offlineDialect } from '@mig/database'
import { findClient, runByClient } from '../../../test/support/clients.js'
import { databases } from '../../../test/support/servers.js'
import { tempFolder } from '../../../test/support/temp-folder.js'

const operations = () => import('../src/index.js')

const upgrade = `export async function upgrade(op) {
  await op.createTable('a', { id: { type: 'integer', primaryKey: true }, name: { type: 'varchar', length: 20 } })
  await op.createIndex('a_name', 'a', { columns: ['name'] })
  await op.addColumn('a', 'note', { type: 'text' })
  await op.renameTable('a', 'b')
  await op.alterColumn('b', 'name', { name: 'full_name' })
}`

async function withRepository(scripts: readonly string[], work: (repository: DagRepository, files: readonly string[]) => Promise<void>) {
  await using folder = await tempFolder()
  mkdirSync(join(folder.path, 'versions'))
  const ids = ['a1', 'b2', 'c3']
  const files = scripts.map((script, at) => {
    const file = join(folder.path, `versions/${ids[at]}_step.mjs`)
    const parent = at === 0 ? 'null' : `'${ids[at - 1]}'`
    writeFileSync(file, `export const revision = '${ids[at]}'\nexport const downRevision = ${parent}\n${script}\n`)
    return file
  })
  await work(await DagRepository.open(folder.path), files)
}

for (const server of databases) {
  describe(`a script without a downgrade that asks for one on ${server.name}`, () => {
    const run = async (
      scripts: readonly string[],
      work: (migrator: Migrator, tables: () => Promise<readonly string[]>, url: string, repository: DagRepository) => Promise<void>,
    ) =>
      withRepository(scripts, async (repository) => {
        const created = await server.create()
        try {
          await using database = await connect(created.url)
          const tables = async () => (await database.inspect()).tables.map(({ name }) => name)
          await work(new Migrator({ repository, database, operations }), tables, created.url, repository)
        } finally {
          await created.dispose()
        }
      })

    it('is undone by the reverses of its operations, and done again', () =>
      run([`export const autoReverse = true\n${upgrade}`], async (migrator, tables) => {
        for (const _again of [1, 2]) {
          await migrator.upgrade('head')
          expect(await tables()).toEqual(['b'])
          await migrator.downgrade('base')
          expect(await tables()).toEqual([])
        }
      }))

    it('and so is one whose downgrade says so itself', () =>
      run([`${upgrade}\nexport const downgrade = (op) => op.reverse(upgrade)`], async (migrator, tables) => {
        await migrator.upgrade('head')
        await migrator.downgrade('base')
        expect(await tables()).toEqual([])
      }))

    it('is refused before anything runs when an operation has no way back, which is named', () =>
      run(
        [`export const autoReverse = true\n${upgrade.replace(/\}$/, "  await op.bulkInsert('b', [{ id: 1, full_name: 'x' }])\n}")}`],
        async (migrator, tables) => {
          await migrator.upgrade('head')
          const failure: unknown = await migrator.downgrade('base').catch((error: unknown) => error)
          const cause = isMigError(failure, 'MIG_IRREVERSIBLE') ? failure : (failure as Error).cause
          if (!isMigError(cause, 'MIG_IRREVERSIBLE')) throw failure
          expect(cause.message).toBe(
            "op.bulkInsert of 'b' has no way back: rows that were inserted cannot be told from those that were there",
          )
          expect(await tables()).toEqual(['b'])
          expect((await migrator.current()).rows).toEqual(['a1'])
        },
      ))

    it('is refused when the upgrade reads from the database', () =>
      run([`export const autoReverse = true\nexport const upgrade = (op) => op.query('SELECT 1')`], async (migrator) => {
        await migrator.upgrade('head')
        await expect(migrator.downgrade('base')).rejects.toThrow(/the upgrade reads from the database/)
      }))

    it('a drop comes back from what it was', () =>
      run(
        [
          `export const autoReverse = true\n${upgrade}`,
          `export const autoReverse = true\nexport const upgrade = (op) => op.dropTable('b', { existing: { columns: { id: { type: 'integer', primaryKey: true } } } })`,
        ],
        async (migrator, tables) => {
          await migrator.upgrade('head')
          expect(await tables()).toEqual([])
          await migrator.downgrade('-1')
          expect(await tables()).toEqual(['b'])
        },
      ))

    it.skipIf(findClient(server.dialect) === undefined)('is written out as well', () =>
      run([`export const autoReverse = true\n${upgrade}`], async (migrator, tables, url, repository) => {
        await migrator.upgrade('head')
        const dialect = await offlineDialect(server.name === 'MariaDB' ? 'mariadb' : server.dialect)
        const { sql } = await offlineSql({ verb: 'downgrade', target: 'a1:base' }, { repository, dialect, operations })
        expect(runByClient(url, sql)).toMatchObject({ exitCode: 0 })
        expect(await tables()).toEqual([])
      }),
    )
  })
}

describe('autoReverse', () => {
  for (const [what, script] of [
    ['beside a downgrade', `export const autoReverse = true\n${upgrade}\nexport async function downgrade() {}`],
    ['that is no boolean', `export const autoReverse = 'yes'\n${upgrade}`],
  ] as const) {
    it(`${what} is a mistake of the script`, () =>
      withRepository([script], async (repository) => {
        await using database = await connect('sqlite::memory:')
        const failure: unknown = await new Migrator({ repository, database, operations }).upgrade('head').catch((error: unknown) => error)
        expect(isMigError(failure, 'MIG_SCRIPT_EXPORT')).toBe(true)
      }))
  }
})
