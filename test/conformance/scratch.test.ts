import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '@mig/core'
import { connect } from '@mig/database'
import { databases, type TestDatabase } from '../support/servers.js'

for (const server of databases) {
  describe(`a scratch database on ${server.name}`, () => {
    let test: TestDatabase
    let database: Database

    beforeEach(async () => {
      test = await server.create()
      database = await connect(test.url)
    })

    afterEach(async () => {
      await database[Symbol.asyncDispose]()
      await test.dispose()
    })

    const exists = async (url: string): Promise<boolean> => {
      const name = /mig_scratch_\w+/.exec(url)![0]
      if (server.dialect === 'sqlite') return (await import('node:fs')).existsSync(url.slice('sqlite:'.length))
      await using session = await database.session()
      const [catalog, column] = server.dialect === 'postgres' ? ['pg_database', 'datname'] : ['information_schema.SCHEMATA', 'SCHEMA_NAME']
      return (await session.query(`SELECT 1 FROM ${catalog} WHERE ${column} = ${session.placeholder(1)}`, [name])).length === 1
    }

    it('is empty, separate, and recognisable by its name', async () => {
      await using session = await database.session()
      await session.execute('CREATE TABLE t (a INTEGER)')
      await using scratch = await database.scratch()
      expect(scratch.dialect).toBe(server.dialect)
      expect(scratch.displayUrl).toMatch(new RegExp(`mig_scratch_${process.pid}_\\w+`))
      expect((await scratch.inspect()).tables).toEqual([])
      await using own = await scratch.session()
      await own.execute('CREATE TABLE t (a INTEGER)')
      expect((await database.inspect()).tables).toHaveLength(1)
    })

    it('is gone when it is disposed, also with sessions still open', async () => {
      const scratch = await database.scratch()
      const session = await scratch.session()
      await session.execute('CREATE TABLE t (a INTEGER)')
      await session.begin()
      await session.query('SELECT a FROM t')
      expect(await exists(scratch.displayUrl)).toBe(true)
      await scratch[Symbol.asyncDispose]()
      expect(await exists(scratch.displayUrl)).toBe(false)
    })

    it('is gone after the work in it failed', async () => {
      let url = ''
      const work = async (): Promise<void> => {
        await using scratch = await database.scratch()
        url = scratch.displayUrl
        await using session = await scratch.session()
        await session.execute('CREATE NONSENSE')
      }
      await expect(work()).rejects.toThrow()
      expect(await exists(url)).toBe(false)
    })

    it('has a lock of its own', async () => {
      await using scratch = await database.scratch()
      await database.exclusively({}, async () => {
        expect(await scratch.exclusively({ waitMs: 0 }, async () => 'free')).toBe('free')
      })
    })

    it('is disposed twice without harm', async () => {
      const scratch = await database.scratch()
      await scratch[Symbol.asyncDispose]()
      await scratch[Symbol.asyncDispose]()
      expect(await exists(scratch.displayUrl)).toBe(false)
    })
  })
}
