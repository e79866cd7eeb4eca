import { describe, expect, it } from 'vitest'
import { isMigError, type Dialect, type Session } from '@mig/core'
import { connect } from '@mig/database'
import {
  createOperations,
  runOperation,
  type ColumnDefinition,
  type Operation,
  type Operations,
  type TableOperation,
} from '../src/index.js'
import { failure } from '../../../test/support/failure.js'
import { databases } from '../../../test/support/servers.js'

const column = (more: Partial<ColumnDefinition>): ColumnDefinition => ({ type: 'integer', ...more })

/** What a database would leave out is refused instead. */
const unsupported: Readonly<Record<string, readonly [(op: Operations) => Promise<unknown>, ...Dialect[]]>> = {
  'identity of a column': [(op) => op.addColumn('t', 'a', column({ identity: 'always' })), 'mysql', 'sqlite'],
  'ON UPDATE of a column': [(op) => op.addColumn('t', 'a', { type: 'timestamp', onUpdate: 'CURRENT_TIMESTAMP' }), 'postgres', 'sqlite'],
  USING: [(op) => op.alterColumn('t', 'b', { type: 'text', using: 'upper(b)' }), 'mysql', 'sqlite'],
  'an exclusion constraint': [
    (op) => op.createTable('x', { a: column({}) }, { exclusions: [{ elements: [{ column: 'a', with: '=' }] }] }),
    'mysql',
    'sqlite',
  ],
  'a partial index': [(op) => op.createIndex('i', 't', { columns: ['b'], where: 'b IS NOT NULL' }), 'mysql'],
  'a method of an index': [(op) => op.createIndex('i', 't', { columns: ['id'], using: 'hash' }), 'sqlite'],
  'an index without its table': [(op) => op.dropIndex('i', {}), 'mysql'],
  'numbers in a key of several columns': [
    (op) => op.createTable('x', { a: column({ autoIncrement: true }), b: column({}) }, { primaryKey: { columns: ['a', 'b'] } }),
    'sqlite',
  ],
}

/** What JavaScript may hand over. */
const wrong: Readonly<Record<string, (op: Record<string, (...args: readonly unknown[]) => Promise<unknown>>) => Promise<unknown>>> = {
  'createTable(name, { column': (op) => op['createTable']!('t'),
  'createTable(name, { column: { type': (op) => op['createTable']!('t', { a: 'integer' }),
  'dropTable(name)': (op) => op['dropTable']!(),
  'renameTable(from, to)': (op) => op['renameTable']!('t'),
  'commentTable(name, comment)': (op) => op['commentTable']!('t'),
  'addColumn(table, name, { type': (op) => op['addColumn']!('t', { name: 'a' }),
  'dropColumn(table, name)': (op) => op['dropColumn']!('t'),
  'alterColumn(table, name, {': (op) => op['alterColumn']!('t', 'b', {}),
  'createIndex(name, table, {': (op) => op['createIndex']!('t', ['b']),
  'dropIndex(name': (op) => op['dropIndex']!(),
  'createPrimaryKey(table, [': (op) => op['createPrimaryKey']!('t', 'id'),
  'createForeignKey(table, {': (op) => op['createForeignKey']!('t', { columns: ['b'] }),
  'createUniqueConstraint(table, {': (op) => op['createUniqueConstraint']!('t', 'b'),
  'createCheckConstraint(table, {': (op) => op['createCheckConstraint']!('t', 'b > 0'),
  'createExclusionConstraint(table, {': (op) => op['createExclusionConstraint']!('t', {}),
  'dropConstraint(table, name': (op) => op['dropConstraint']!('t'),
  'createView(name, query)': (op) => op['createView']!('v'),
  'dropView(name)': (op) => op['dropView']!(),
  'createEnum(name, [': (op) => op['createEnum']!('e', 'a'),
  'alterEnum(name, {': (op) => op['alterEnum']!('e'),
  'dropEnum(name)': (op) => op['dropEnum']!(),
  'createSequence(name': (op) => op['createSequence']!(),
  'dropSequence(name)': (op) => op['dropSequence']!(),
  'bulkInsert(table, [': (op) => op['bulkInsert']!('t', { id: 1 }),
  'batchAlterTable(table, (table) =>': (op) => op['batchAlterTable']!('t', [{ kind: 'addColumn' }]),
  'run({ kind': (op) => op['run']!('dropTable'),
}

for (const server of databases) {
  describe(`refused on ${server.name}`, () => {
    const withTable = async (work: (op: Operations, session: Session) => Promise<void>): Promise<void> => {
      const created = await server.create()
      try {
        await using database = await connect(created.url)
        await using session = await database.session()
        const { op, release } = await createOperations(session)
        await op.createTable('t', { id: column({ primaryKey: true }), b: { type: 'varchar', length: 20 } })
        await op.bulkInsert('t', [{ id: 1, b: 'x' }])
        await work(op, session)
        await release()
      } finally {
        await created.dispose()
      }
    }

    for (const [what, [ask, ...dialects]] of Object.entries(unsupported)) {
      if (!dialects.includes(server.dialect)) continue
      it(what, () => withTable(async (op) => expect(await codeOf(ask(op))).toBe('MIG_OPERATION_UNSUPPORTED')))
    }

    it('a new column without a value for the rows that are there', () =>
      withTable(async (op) => {
        const code = await codeOf(op.addColumn('t', 'c', column({ nullable: false })))
        expect(code).toBe(server.dialect === 'postgres' ? 'MIG_STATEMENT_FAILED' : 'MIG_DATA_LOSS')
        await op.execute('DELETE FROM t')
        await op.addColumn('t', 'c', column({ nullable: false }))
      }))

    it('a primary key where NULL is there', () =>
      withTable(async (op) => {
        await op.createTable('keyless', { a: column({}), b: column({}) })
        await op.bulkInsert('keyless', [{ a: null, b: 1 }])
        const code = await codeOf(op.createPrimaryKey('keyless', ['a', 'b']))
        expect(code).toBe(server.dialect === 'sqlite' ? 'MIG_DATA_LOSS' : 'MIG_STATEMENT_FAILED')
        await op.execute('UPDATE keyless SET a = 1')
        await op.createPrimaryKey('keyless', ['a', 'b'])
        expect(await codeOf(op.execute('INSERT INTO keyless (a, b) VALUES (NULL, 2)'))).toBe('MIG_STATEMENT_FAILED')
      }))

    it('a text that is to be numbered', () =>
      withTable(async (op) =>
        expect(await codeOf(op.addColumn('t', 'c', { type: 'text', autoIncrement: true }))).toBe('MIG_OPERATION_INVALID'),
      ))

    it('calls of JavaScript in another shape, with the right one', () =>
      withTable(async (op) => {
        for (const [shape, ask] of Object.entries(wrong)) {
          const failure: unknown = await ask(op as never).catch((error: unknown) => error)
          if (!isMigError(failure, 'MIG_OPERATION_INVALID')) throw new Error(shape, { cause: failure })
          expect(failure.hint).toContain(`op.${shape}`)
        }
      }))
  })
}

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (isMigError(error) ? error.code : String(error)),
  )

describe('words that are written into SQL as they are', () => {
  const evil = 'x; DROP TABLE t; --'
  const key = { columns: ['b'], references: { table: 't', columns: ['id'] } }
  const operations: Readonly<Record<string, Operation>> = {
    'using of index': { kind: 'createIndex', name: 'i', table: 't', index: { columns: ['b'], using: evil } },
    'opclass of index': { kind: 'createIndex', name: 'i', table: 't', index: { columns: [{ column: 'b', opclass: evil }] } },
    'onDelete of foreign key': { kind: 'createForeignKey', table: 't', foreignKey: { ...key, onDelete: evil as 'CASCADE' } },
    'onUpdate of foreign key': { kind: 'createForeignKey', table: 't', foreignKey: { ...key, onUpdate: evil as 'CASCADE' } },
    'deferrable of foreign key': {
      kind: 'createForeignKey',
      table: 't',
      foreignKey: { ...key, deferrable: evil as 'initially deferred' },
    },
    'deferrable of unique': {
      kind: 'createUniqueConstraint',
      table: 't',
      unique: { columns: ['b'], deferrable: evil as 'initially deferred' },
    },
    'using of an exclusion': {
      kind: 'createExclusionConstraint',
      table: 't',
      exclusion: { using: evil, elements: [{ column: 'b', with: '=' }] },
    },
    'with of an exclusion': { kind: 'createExclusionConstraint', table: 't', exclusion: { elements: [{ column: 'b', with: evil }] } },
    'identity of column': { kind: 'addColumn', table: 't', name: 'c', column: { type: 'integer', identity: evil as 'always' } },
    'onUpdate of column': { kind: 'addColumn', table: 't', name: 'c', column: { type: 'timestamp', onUpdate: evil } },
  }
  const inTable: Readonly<Record<string, Operation>> = {
    'identity of column': { kind: 'createTable', table: 'n', columns: { id: { type: 'integer', identity: evil as 'always' } } },
    'using of index': {
      kind: 'createTable',
      table: 'n',
      columns: { id: { type: 'integer' } },
      options: { indexes: [{ name: 'i', columns: ['id'], using: evil }] },
    },
    'onDelete of foreign key': {
      kind: 'createTable',
      table: 'n',
      columns: { b: { type: 'integer' } },
      options: { foreignKeys: [{ ...key, onDelete: evil as 'CASCADE' }] },
    },
  }
  const all = [...Object.entries(operations), ...Object.entries(inTable)]

  it.each(databases)('are refused on $name before anything is sent, also in a batch', async ({ create }) => {
    const created = await create()
    try {
      await using database = await connect(created.url)
      await using session = await database.session()
      await session.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER)')
      const before = await database.inspect(session)
      for (const [what, operation] of all) {
        const batch: Operation = { kind: 'batchAlterTable', table: 't', operations: [operation as TableOperation] }
        for (const one of operation.kind === 'createTable' ? [operation] : [operation, batch]) {
          const error = await failure(() => runOperation(session, one))
          expect(error.code, what).toBe('MIG_OPERATION_INVALID')
          expect(error.message).toMatch(new RegExp(`^${what}`))
        }
      }
      expect(await database.inspect(session)).toEqual(before)
    } finally {
      await created.dispose()
    }
  })
})
