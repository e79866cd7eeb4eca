import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Migrator, type RevisionId } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { renderDagScript } from '@mig/script'
import { drawRevisions } from '../../packages/core/test/draw.js'
import { databases } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

for (const server of databases) {
  describe(`where Alembic breaks, on ${server.name}`, () => {
    /** A repository as one draws it; each revision makes a table of its name. */
    async function open(...lines: readonly string[]) {
      const [folder, created] = [await tempFolder(), await server.create()]
      mkdirSync(join(folder.path, 'versions'))
      for (const { id, downRevisions, dependsOn, labels } of drawRevisions(...lines)) {
        const bodies = { upgrade: `CREATE TABLE did_${id} (id INTEGER);`, downgrade: `DROP TABLE did_${id};` }
        const text = renderDagScript({
          language: 'sql',
          revision: id,
          downRevisions,
          dependsOn,
          branchLabels: labels,
          description: id,
          ...bodies,
        })
        writeFileSync(join(folder.path, 'versions', `${id}.sql`), text)
      }
      const [repository, database] = [await DagRepository.open(folder.path), await connect(created.url)]
      const tables = async (): Promise<readonly string[]> => {
        const { tables } = await database.inspect()
        return tables.flatMap(({ name }) => (name.startsWith('did_') ? [name.slice(4)] : [])).sort()
      }
      return {
        migrator: new Migrator({ repository, database }),
        /** Rows as another tool may leave them. */
        async writeRows(...rows: readonly RevisionId[]) {
          const ledger = repository.ledger()
          await database.exclusively({}, async (session) => {
            await ledger.create(session)
            await ledger.write(session, { remove: [], add: rows })
          })
        },
        tables,
        async [Symbol.asyncDispose]() {
          await database[Symbol.asyncDispose]()
          await created.dispose()
          await folder[Symbol.asyncDispose]()
        },
      }
    }

    it('D1: a merge point that depends on what its parents need is applied whole, and undone', async () => {
      await using test = await open('a -> b -> d', 'a -> c -> d', 'a ..> d')
      const { migrator } = test
      expect((await migrator.upgrade('heads')).applied).toEqual(['a', 'b', 'c', 'd'])
      expect((await migrator.current()).rows).toEqual(['d'])
      expect((await migrator.downgrade('a')).undone).toEqual(['d', 'c', 'b'])
      expect((await migrator.current()).rows).toEqual(['a'])
      await migrator.downgrade('base')
      expect(await test.tables()).toEqual([])
    })

    it('D2: a downgrade leaves no row that another row implies, and the next upgrade runs', async () => {
      await using test = await open('a[billing] -> e', 'billing ..> d', 'd ..> e', 'b -> c')
      const { migrator } = test
      await migrator.upgrade('heads')
      expect((await migrator.current()).rows).toEqual(['c', 'e'])
      await migrator.downgrade('a')
      expect((await migrator.current()).rows).toEqual(['c', 'd'])
      expect((await migrator.upgrade('heads')).applied).toEqual(['e'])
      expect((await migrator.current()).rows).toEqual(['c', 'e'])
    })

    it('D2: a row too many that Alembic left is put right on the way', async () => {
      await using test = await open('a[billing] -> e', 'billing ..> d', 'd ..> e', 'b -> c')
      const { migrator } = test
      await migrator.upgrade('heads')
      await migrator.downgrade('a')
      await test.writeRows('a')
      expect((await migrator.current()).rows).toEqual(['a', 'c', 'd'])
      expect((await migrator.upgrade('heads')).applied).toEqual(['e'])
      expect((await migrator.current()).rows).toEqual(['c', 'e'])
    })

    it('D3: a stamp of a revision and of what it needs writes one row', async () => {
      await using test = await open('a -> b -> c')
      const { migrator } = test
      await migrator.stamp(['a', 'b'])
      expect((await migrator.current()).rows).toEqual(['b'])
      expect((await migrator.upgrade('heads')).applied).toEqual(['c'])
    })

    it('D3: a row that no file declares is named, and a stamp with purge is the way out', async () => {
      await using test = await open('a -> b')
      const { migrator } = test
      await test.writeRows('gone')
      expect((await migrator.current()).unknown).toEqual(['gone'])
      await expect(migrator.stamp('a')).rejects.toMatchObject({ code: 'MIG_ROW_UNKNOWN', details: { rows: ['gone'] } })
      await migrator.stamp('a', { purge: true })
      expect((await migrator.current()).rows).toEqual(['a'])
    })

    it('D4: everything applied is at the head, also where a head is only implied', async () => {
      await using test = await open('a -> b', 'x', 'b ..> x')
      const { migrator } = test
      await migrator.upgrade('heads')
      expect(await migrator.current()).toMatchObject({ rows: ['x'], isAtHead: true })
      await migrator.downgrade('-1')
      expect(await migrator.current()).toMatchObject({ rows: ['b'], isAtHead: false })
    })
  })
}
