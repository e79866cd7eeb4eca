import { describe, expect, it } from 'vitest'
import type { Session } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation, sql, type Operation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'

/** Everything that a dialect has, and what its server says of it afterwards: nothing that was asked for is left out. */
const parent: Operation = {
  kind: 'createTable',
  table: 'parent',
  columns: { a: { type: 'integer' }, b: { type: 'integer' } },
  options: { primaryKey: { columns: ['b', 'a'] } },
}
const foreignKey = {
  name: 'full_parent',
  columns: ['x', 'y'],
  references: { table: 'parent', columns: ['b', 'a'] },
  onDelete: 'CASCADE',
  onUpdate: 'CASCADE',
} as const

const asked = {
  postgres: {
    kind: 'createTable',
    table: 'full',
    columns: {
      id: { type: 'bigint', identity: 'always' },
      other: { type: 'integer', identity: 'by default', nullable: false },
      x: { type: 'integer', unique: true },
      y: { type: 'integer', comment: "y's" },
      name: { type: 'varchar', length: 9, collation: 'C', nullable: false, default: "it's" },
      twice: { type: 'integer', generated: { expression: 'x * 2', stored: true } },
      list: { type: 'text[]', default: sql("ARRAY['a']") },
      plain: { type: 'json', native: true },
    },
    options: {
      primaryKey: { name: 'full_key', columns: ['id'] },
      uniques: [{ name: 'full_xy', columns: ['x', 'y'], deferrable: 'initially deferred' }],
      checks: [{ name: 'full_x', expression: 'x > 0' }, { expression: 'y > 0' }],
      foreignKeys: [{ ...foreignKey, deferrable: 'initially immediate' }],
      exclusions: [{ name: 'full_exclusion', elements: [{ expression: 'x + y', with: '=' }], where: 'x > 5' }],
      indexes: [
        { name: 'full_index', columns: [{ column: 'name', opclass: 'text_pattern_ops', descending: true }], where: 'x > 1', unique: true },
        { name: 'full_gin', columns: ['list'], using: 'gin' },
      ],
      comment: 'a "table"',
    },
  },
  mysql: {
    kind: 'createTable',
    table: 'full',
    columns: {
      id: { type: 'int unsigned', autoIncrement: true },
      x: { type: 'integer', unique: true },
      y: { type: 'integer', comment: "y's" },
      name: { type: 'varchar', length: 9, collation: 'latin1_bin', nullable: false, default: "it's" },
      twice: { type: 'integer', generated: { expression: 'three * 2', stored: true } },
      thrice: { type: 'integer', generated: { expression: 'three * 3', stored: false } },
      at: { type: 'timestamptz', nullable: false, default: sql('CURRENT_TIMESTAMP'), onUpdate: 'CURRENT_TIMESTAMP' },
      rate: { type: 'float', default: 1.5 },
      three: { type: 'integer', default: sql('1 + 2') },
    },
    options: {
      primaryKey: { columns: ['id', 'x'] },
      uniques: [{ name: 'full_xy', columns: ['x', 'y'] }],
      checks: [{ name: 'full_three', expression: 'three > 0' }],
      foreignKeys: [foreignKey],
      indexes: [
        {
          name: 'full_index',
          columns: [
            { column: 'name', length: 3 },
            { column: 'y', descending: true },
          ],
        },
        { name: 'full_text', columns: ['name'], using: 'fulltext' },
      ],
      engine: 'InnoDB',
      collation: 'utf8mb4_unicode_ci',
      comment: 'a "table"',
    },
  },
  sqlite: {
    kind: 'createTable',
    table: 'full',
    columns: {
      x: { type: 'integer', unique: true },
      y: { type: 'integer' },
      name: { type: 'text', collation: 'NOCASE', nullable: false, default: "it's" },
      twice: { type: 'integer', generated: { expression: 'x * 2', stored: true } },
      thrice: { type: 'integer', generated: { expression: 'x * 3', stored: false } },
      sum: { type: 'integer', default: sql('1 + 2') },
    },
    options: {
      primaryKey: { name: 'full_key', columns: ['name', 'x'] },
      uniques: [{ name: 'full_xy', columns: ['x', 'y'] }],
      checks: [{ name: 'full_x', expression: 'x > 0' }],
      foreignKeys: [{ ...foreignKey, deferrable: 'initially deferred' }],
      indexes: [{ name: 'full_index', columns: [{ column: 'name', collation: 'RTRIM', descending: true }, sql('x + y')], where: 'x > 1' }],
      strict: true,
      withoutRowid: true,
    },
  },
} as const satisfies Readonly<Record<string, Operation>>

const told = {
  postgres: async (session: Session) => {
    const lines = (query: string) => session.query<{ line: string }>(query).then((rows) => rows.map(({ line }) => line))
    return {
      columns: await lines(
        `SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END, nullif(attidentity, ''), nullif(attgenerated, ''),
                pg_get_expr(adbin, adrelid), (SELECT collname FROM pg_collation c WHERE c.oid = attcollation AND collname <> 'default'), col_description(attrelid, attnum)) AS line
           FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = '"full"'::regclass AND attnum > 0 ORDER BY attnum`,
      ),
      constraints: await lines(
        `SELECT conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE conrelid = '"full"'::regclass AND contype <> 'n' ORDER BY conname`,
      ),
      indexes: await lines(
        `SELECT pg_get_indexdef(indexrelid) AS line FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = '"full"'::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY relname`,
      ),
      comment: await lines(`SELECT obj_description('"full"'::regclass) AS line`),
    }
  },
  mysql: async (session: Session) => {
    const [row] = await session.query<{ 'Create Table': string }>('SHOW CREATE TABLE full')
    return row!['Create Table'].split('\n').map((line) => line.trim())
  },
  sqlite: (session: Session) => session.query("SELECT sql FROM sqlite_schema WHERE tbl_name = 'full' AND sql IS NOT NULL ORDER BY rowid"),
}

for (const server of databases) {
  if (server.name === 'MySQL') continue
  describe(`a table with everything that ${server.name} has`, () => {
    it('is what was asked for', async () => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        await runOperation(session, parent)
        await runOperation(session, asked[server.dialect])
        expect(await told[server.dialect](session)).toMatchSnapshot()
      } finally {
        await created.dispose()
      }
    })
  })
}
