import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { project, type Project } from '../cli/project.js'
import { databases } from '../support/servers.js'

/** Ways to build an index that a duplicate row makes fail; each leaves an invalid index behind on PostgreSQL. */
const builds: readonly { readonly name: string; readonly sql: string; readonly index: string }[] = [
  { name: 'with IF NOT EXISTS', sql: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_name ON a (name)', index: 'a_name' },
  { name: 'by name', sql: 'CREATE UNIQUE INDEX CONCURRENTLY a_name ON a (name)', index: 'a_name' },
  { name: 'under the name that the server gives', sql: 'CREATE UNIQUE INDEX CONCURRENTLY ON a (name)', index: 'a_name_idx' },
  { name: 'with a quoted name', sql: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "A name" ON a (name)', index: 'A name' },
  { name: 'in another schema', sql: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_name ON other.a (name)', index: 'a_name' },
]

let [trials, falseSuccesses] = [0, 0]

for (const server of databases) {
  if (server.dialect !== 'postgres') continue

  describe('an index whose concurrent build failed', () => {
    for (const kind of ['SQL', 'code'] as const) {
      for (const { name, sql, index } of builds) {
        it(`is valid after the data were repaired and the same command was run again: ${name}, from ${kind}`, async () => {
          await using place = await project('dag', server)
          const table = sql.includes('other.a') ? 'other.a' : 'a'
          const tables = `${table === 'a' ? '' : 'CREATE SCHEMA other;\n'}CREATE TABLE ${table} (name text);\nINSERT INTO ${table} VALUES ('x'), ('x');`
          await place.revision('aa11', '', tables)
          if (kind === 'SQL')
            await place.revision('bb22', 'aa11', `INSERT INTO ${table} VALUES ('y');\n${sql};\nINSERT INTO ${table} VALUES ('z');`)
          else place.write('bb22_code.mjs', codeScript(table, sql))
          const failed = await place.run('upgrade')
          expect(failed).toMatchObject({ exitCode: 1 })
          expect(failed.stderr).toContain('[MIG_STEP_FAILED]')
          expect(failed.stderr).toContain('23505')
          expect(await validity(place, index)).toEqual([false])
          await onServer(place, `DELETE FROM ${table} WHERE ctid = (SELECT min(ctid) FROM ${table})`)
          const again = await place.run('upgrade')
          trials += 1
          const valid = await validity(place, index)
          if (again.exitCode === 0 && !(valid.length === 1 && valid[0] === true)) falseSuccesses += 1
          expect(again.exitCode, again.stderr).toBe(0)
          expect(valid).toEqual([true])
          // Nothing is left of the failed build under another name, and every statement has run once.
          expect(await onServer(place, 'SELECT 1 FROM pg_index WHERE NOT indisvalid')).toEqual([])
          expect(await onServer(place, `SELECT name FROM ${table} ORDER BY name`)).toEqual([{ name: 'x' }, { name: 'y' }, { name: 'z' }])
        })
      }
    }

    it('is built when somebody else left an invalid one of its name behind', async () => {
      await using place = await project('dag', server)
      await onServer(place, "CREATE TABLE a AS SELECT 'x'::text AS name FROM generate_series(1, 2)")
      await onServer(place, 'CREATE UNIQUE INDEX CONCURRENTLY a_name ON a (name)').catch(() => undefined)
      await onServer(place, 'DELETE FROM a WHERE ctid = (SELECT min(ctid) FROM a)')
      await place.revision('aa11', '', 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_name ON a (name);')
      expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await validity(place, 'a_name')).toEqual([true])
    })

    it('leaves alone the index of a partitioned table, which is invalid until its parts are attached', async () => {
      await using place = await project('dag', server)
      await onServer(place, 'CREATE TABLE p (id integer, name text) PARTITION BY LIST (id)')
      await onServer(place, 'CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)')
      await place.revision(
        'aa11',
        '',
        'CREATE INDEX p_name ON ONLY p (name);\nCREATE INDEX CONCURRENTLY p1_name ON p1 (name);\nALTER INDEX p_name ATTACH PARTITION p1_name;',
      )
      expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await validity(place, 'p_name')).toEqual([true])
    })
  })

  afterAll(() => console.log(`invalid index: ${trials} failed builds repaired and run again, ${falseSuccesses} false successes`))
}

const codeScript = (table: string, sql: string): string => `
export const revision = 'bb22'
export const downRevision = 'aa11'
export async function upgrade(op) {
  await op.execute\`INSERT INTO ${table} VALUES (\${'y'})\`
  await op.execute(${JSON.stringify(sql)})
  await op.execute("INSERT INTO ${table} VALUES ('z')")
}
`

async function onServer(place: Project, sql: string): Promise<readonly Record<string, unknown>[]> {
  await using database = await connect(place.url)
  await using session = await database.session()
  return await session.query(sql)
}

async function validity(place: Project, index: string): Promise<readonly unknown[]> {
  const rows = await onServer(
    place,
    `SELECT i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = '${index}'`,
  )
  return rows.map(({ valid }) => valid)
}
