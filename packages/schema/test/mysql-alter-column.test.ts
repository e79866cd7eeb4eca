import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Migrator, type Session } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'
import { runOperation, sql, type ColumnChange } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { tempFolder } from '../../../test/support/temp-folder.js'

/** Columns with what MODIFY COLUMN has to repeat, as SHOW CREATE TABLE spells them on MariaDB; `c` is the name. */
const columns: Readonly<Record<string, { readonly made: string; readonly shown: string; readonly value: string }>> = {
  'a check of its own': { made: 'int CHECK (c > 0)', shown: 'int(11) DEFAULT NULL CHECK (`c` > 0)', value: '1' },
  'a timestamp that is touched': {
    made: 'timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)',
    shown: 'timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)',
    value: "'2026-01-02 03:04:05.006'",
  },
  'a timestamp': { made: 'timestamp NULL', shown: 'timestamp NULL DEFAULT NULL', value: "'2026-01-02 03:04:05'" },
  'a uuid': { made: 'uuid', shown: 'uuid DEFAULT NULL', value: "'00000000-0000-0000-0000-00000000000a'" },
  'a JSON': {
    made: 'json',
    shown: 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`c`))',
    value: "'{}'",
  },
  'a text of another charset': {
    made: "varchar(9) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s'",
    shown: "varchar(9) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s'",
    value: "'ä'",
  },
  'an enum': { made: "enum('a','it''s') DEFAULT 'a'", shown: "enum('a','it''s') DEFAULT 'a'", value: "'it''s'" },
  'a default that is an expression': { made: 'int DEFAULT (1 + 2)', shown: 'int(11) DEFAULT (1 + 2)', value: '4' },
  'an invisible column': { made: 'int INVISIBLE', shown: 'int(11) INVISIBLE DEFAULT NULL', value: '4' },
  'an unsigned number': { made: 'int(10) unsigned zerofill', shown: 'int(10) unsigned zerofill DEFAULT NULL', value: '4' },
  'a generated column': {
    made: "varchar(20) GENERATED ALWAYS AS (concat(id, '`x`')) STORED",
    shown: "varchar(20) GENERATED ALWAYS AS (concat(`id`,'`x`')) STORED",
    value: 'DEFAULT',
  },
  'a generated column that is not stored': {
    made: 'int GENERATED ALWAYS AS (id + 1) VIRTUAL',
    shown: 'int(11) GENERATED ALWAYS AS (`id` + 1) VIRTUAL',
    value: 'DEFAULT',
  },
  bits: { made: "bit(4) DEFAULT b'101'", shown: "bit(4) DEFAULT b'101'", value: "b'1'" },
}

for (const server of databases.filter(({ name }) => name === 'MariaDB')) {
  describe('a column of MariaDB that is changed in one thing keeps the others', () => {
    const withColumn = async (definition: string, value: string, work: (session: Session) => Promise<void>): Promise<void> => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        await session.execute(`CREATE TABLE t (id int PRIMARY KEY, c ${definition})`)
        await session.execute(`INSERT INTO t (id, c) VALUES (1, ${value})`)
        await work(session)
      } finally {
        await created.dispose()
      }
    }
    const shown = async (session: Session): Promise<string> => {
      const [row] = await session.query<{ 'Create Table': string }>('SHOW CREATE TABLE t')
      return /^ {2}(`[cd]` .*?),?$/m.exec(row!['Create Table'])![1]!
    }
    const alter = (session: Session, change: ColumnChange): Promise<void> =>
      runOperation(session, { kind: 'alterColumn', table: 't', name: 'c', change })

    for (const [title, { made, shown: text, value }] of Object.entries(columns)) {
      it(title, () =>
        withColumn(made, value, async (session) => {
          expect(await shown(session)).toBe(`\`c\` ${text}`)
          const [before] = await session.query<{ c: unknown }>('SELECT c FROM t')
          await alter(session, { comment: "it's" })
          expect(await shown(session)).toBe(`\`c\` ${withComment(text)}`)
          await alter(session, { comment: null, name: 'd' })
          expect(await shown(session)).toBe(`\`d\` ${text.replaceAll('`c`', '`d`')}`)
          expect(await session.query('SELECT d AS c FROM t')).toEqual([before])
        }),
      )
    }

    it('a check stays with another type, a check of JSON goes with it', async () => {
      await withColumn('int CHECK (c > 0)', '1', async (session) => {
        await alter(session, { type: 'bigint' })
        expect(await shown(session)).toBe('`c` bigint(20) DEFAULT NULL CHECK (`c` > 0)')
      })
      await withColumn('json', "'[]'", async (session) => {
        await alter(session, { type: 'text', default: sql("'x'") })
        expect(await shown(session)).toMatch(/^`c` text .*DEFAULT 'x'$/)
      })
    })

    it('and is refused where it has what would not be repeated', () =>
      withColumn("text COMPRESSED COMMENT 'x STORAGE'", "'x'", async (session) => {
        const before = await shown(session)
        await expect(alter(session, { nullable: false })).rejects.toThrow(/how to change 't.c' and keep its COMPRESSED/)
        expect(await shown(session)).toBe(before)
      }))

    it('a step that failed behind it goes on from there, though the column has another name by now', async () => {
      const created = await server.create()
      try {
        await using folder = await tempFolder()
        mkdirSync(join(folder.path, 'versions'))
        writeFileSync(
          join(folder.path, 'versions/a1_step.mjs'),
          `export const revision = 'a1'
export const downRevision = null
export async function upgrade(op) {
  await op.createTable('t', { id: { type: 'integer', primaryKey: true }, c: { type: 'varchar', length: 10, comment: 'kept' } })
  await op.bulkInsert('t', [{ id: 1, c: 'x' }])
  await op.alterColumn('t', 'c', { name: 'd', type: 'varchar', length: 5, nullable: false })
  await op.alterColumn('t', 'd', { nullable: true })
  await op.execute('INSERT INTO elsewhere VALUES (1)')
}
`,
        )
        const repository = await DagRepository.open(folder.path)
        await using database = await connect(created.url)
        const migrator = new Migrator({ repository, database, operations: () => import('../src/index.js') })
        await expect(migrator.upgrade('head')).rejects.toThrow()
        await using session = await database.session()
        expect(await session.query('SELECT id, d FROM t')).toEqual([{ id: 1, d: 'x' }])
        await session.execute('CREATE TABLE elsewhere (id int)')
        expect((await migrator.upgrade('head')).applied).toEqual(['a1'])
        const [row] = await session.query<{ 'Create Table': string }>('SHOW CREATE TABLE t')
        expect(row!['Create Table']).toContain("`d` varchar(5) DEFAULT NULL COMMENT 'kept'")
      } finally {
        await created.dispose()
      }
    })

    it('a session that is not strict is refused before a value could be cut', () =>
      withColumn('varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', "'漢'", async (session) => {
        await session.execute("SET SESSION sql_mode = ''")
        const before = await shown(session)
        await expect(alter(session, { collation: 'latin1_swedish_ci' })).rejects.toThrow(/sql_mode is not strict/)
        await expect(alter(session, { type: 'varchar', length: 5 })).rejects.toThrow(/sql_mode is not strict/)
        expect(await shown(session)).toBe(before)
      }))

    it('a value of an enum gets another name in three steps, and no row loses it', () =>
      withColumn("enum('sad','ok') NOT NULL DEFAULT 'sad'", "'sad'", async (session) => {
        await alter(session, { type: "enum('blue','sad','ok')", default: 'blue' })
        await session.execute("UPDATE t SET c = 'blue' WHERE c = 'sad'")
        await alter(session, { type: "enum('blue','ok')" })
        expect(await session.query('SELECT c FROM t')).toEqual([{ c: 'blue' }])
        expect(await shown(session)).toBe("`c` enum('blue','ok') NOT NULL DEFAULT 'blue'")
      }))
  })
}

/** A comment stands before the check. */
const withComment = (text: string): string => {
  const at = text.indexOf(' CHECK')
  return at === -1 ? `${text} COMMENT 'it''s'` : `${text.slice(0, at)} COMMENT 'it''s'${text.slice(at)}`
}
