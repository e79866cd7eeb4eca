import type { Dialect } from '@mig/core'
import type { ColumnDefinition, Operation } from '../src/index.js'
import { sql } from '../src/sql-expression.js'

/** An operation on a schema that holds something of everything, and what each dialect makes of it. */
export interface Scenario {
  readonly title: string
  readonly operation: Operation
  /** What has to be there besides; undone in the end. */
  readonly before?: readonly Operation[]
  /** Where it is refused: the code. */
  readonly refused?: Partial<Readonly<Record<Dialect, string>>>
  /** Where there is no way back: the code, the same on every dialect. */
  readonly noWayBack?: string
  /** What undoes it then. */
  readonly undo?: readonly Operation[]
  /** Where there is nothing to do: SQLite keeps no comments, and its INTEGER holds every whole number. */
  readonly nothingToDo?: readonly Dialect[]
  /** Only where it is not done by an offline script: the code. */
  readonly refusedOffline?: Partial<Readonly<Record<Dialect, string>>>
}

/** The tables that the operations change, with rows. */
export const schemaBefore: readonly Operation[] = [
  {
    kind: 'createTable',
    table: 'customer',
    columns: { id: { type: 'integer', primaryKey: true, autoIncrement: true }, name: { type: 'varchar', length: 50, nullable: false } },
  },
  {
    kind: 'createTable',
    table: 'item',
    columns: {
      id: { type: 'integer', primaryKey: true },
      code: { type: 'varchar', length: 20, nullable: false, default: "it's" },
      size: { type: 'integer' },
      price: { type: 'decimal', precision: 10, scale: 2, default: 1.5 },
      made: { type: 'timestamp', default: sql('CURRENT_TIMESTAMP') },
      customer_id: { type: 'integer' },
      note: { type: 'varchar', length: 100 },
    },
    options: {
      checks: [{ name: 'item_size', expression: 'size >= 0' }],
      uniques: [{ name: 'item_code', columns: ['code'] }],
      foreignKeys: [
        { name: 'item_customer', columns: ['customer_id'], references: { table: 'customer', columns: ['id'] }, onDelete: 'SET NULL' },
      ],
      indexes: [{ name: 'item_note', columns: ['note', { column: 'size', descending: true }] }],
    },
  },
  { kind: 'createTable', table: 'keyless', columns: { a: { type: 'integer', nullable: false }, b: { type: 'integer' } } },
  {
    kind: 'bulkInsert',
    table: 'customer',
    rows: [
      { id: 1, name: 'Ann' },
      { id: 2, name: 'Bob' },
    ],
  },
  {
    kind: 'bulkInsert',
    table: 'item',
    rows: [
      { id: 1, code: 'a', size: 1, price: 2.25, made: '2026-01-02 03:04:05', customer_id: 1, note: 'first' },
      { id: 2, code: 'b', size: 2, price: 3, made: '2026-01-02 03:04:06', customer_id: null, note: null },
    ],
  },
  {
    kind: 'bulkInsert',
    table: 'keyless',
    rows: [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ],
  },
]

const code: ColumnDefinition = { type: 'varchar', length: 20, nullable: false, default: "it's" }
const note: ColumnDefinition = { type: 'varchar', length: 100 }
const size: ColumnDefinition = { type: 'integer' }
const noEnum = { mysql: 'MIG_OPERATION_UNSUPPORTED', sqlite: 'MIG_OPERATION_UNSUPPORTED' }
const rebuilt = { sqlite: 'MIG_OFFLINE_READ' }
const alter = (
  title: string,
  name: string,
  change: Extract<Operation, { kind: 'alterColumn' }>['change'],
  existing: ColumnDefinition,
): Scenario => ({
  title: `alterColumn: ${title}`,
  operation: { kind: 'alterColumn', table: 'item', name, change, existing },
  ...(title === 'comment' ? { nothingToDo: ['sqlite'] } : title === 'rename' ? {} : { refusedOffline: rebuilt }),
})

export const scenarios: readonly Scenario[] = [
  {
    title: 'createTable',
    operation: {
      kind: 'createTable',
      table: 'order line',
      columns: {
        order: { type: 'integer' },
        line: { type: 'smallint' },
        ref: { type: 'uuid', unique: true, comment: 'what the shop calls it' },
        amount: { type: 'decimal', precision: 12, scale: 3, nullable: false, default: 0 },
        doubled: { type: 'decimal', precision: 13, scale: 3, generated: { expression: 'amount * 2', stored: true } },
        paid: { type: 'boolean', nullable: false, default: false },
        data: { type: 'json' },
        picture: { type: 'binary' },
        at: { type: 'timestamptz', nullable: true },
      },
      options: {
        primaryKey: { columns: ['order', 'line'] },
        checks: [{ name: 'amount_positive', expression: 'amount >= 0' }],
        uniques: [{ name: 'line_ref', columns: ['line', 'ref'] }],
        foreignKeys: [{ name: 'line_item', columns: ['order'], references: { table: 'item', columns: ['id'] }, onDelete: 'CASCADE' }],
        indexes: [{ name: 'line_paid', columns: ['paid', 'line'] }],
        comment: "lines of an 'order'",
      },
    },
  },
  {
    title: 'dropTable',
    operation: {
      kind: 'dropTable',
      table: 'keyless',
      existing: { columns: { a: { type: 'integer', nullable: false }, b: { type: 'integer' } } },
    },
  },
  { title: 'renameTable', operation: { kind: 'renameTable', table: 'customer', name: 'client' } },
  {
    title: 'commentTable',
    operation: { kind: 'commentTable', table: 'item', comment: "what we 'sell'", existing: { comment: undefined } },
    nothingToDo: ['sqlite'],
  },
  {
    title: 'addColumn',
    operation: { kind: 'addColumn', table: 'item', name: 'colour', column: { type: 'varchar', length: 10, default: 'red' } },
  },
  {
    title: 'addColumn: NOT NULL with an expression',
    operation: {
      kind: 'addColumn',
      table: 'item',
      name: 'seen',
      column: { type: 'integer', nullable: false, default: sql('1 + 2') },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'addColumn: unique',
    operation: { kind: 'addColumn', table: 'item', name: 'serial', column: { type: 'integer', unique: true } },
    refusedOffline: rebuilt,
  },
  {
    title: 'addColumn: generated',
    operation: {
      kind: 'addColumn',
      table: 'item',
      name: 'twice',
      column: { type: 'integer', generated: { expression: 'size * 2', stored: true } },
    },
    refusedOffline: rebuilt,
  },
  { title: 'dropColumn', operation: { kind: 'dropColumn', table: 'keyless', name: 'b', existing: { type: 'integer' } } },
  alter('longer', 'code', { type: 'varchar', length: 40 }, code),
  alter('another type', 'size', { type: 'bigint' }, size),
  alter('NOT NULL', 'size', { nullable: false }, size),
  alter('nullable', 'code', { nullable: true }, code),
  alter('default', 'note', { default: "no 'note'" }, note),
  alter('no default', 'code', { default: null }, code),
  alter('default that is an expression', 'note', { default: sql("'a' || 'b'") }, note),
  alter('rename', 'note', { name: 'remark' }, note),
  alter('everything', 'note', { name: 'remark', type: 'varchar', length: 200, nullable: true, default: 'x' }, note),
  alter('comment', 'note', { comment: "a 'note'" }, note),
  {
    title: 'alterColumn: numbered no more',
    before: [{ kind: 'createTable', table: 'ticket', columns: { id: { type: 'integer', primaryKey: true, autoIncrement: true } } }],
    operation: {
      kind: 'alterColumn',
      table: 'ticket',
      name: 'id',
      change: { autoIncrement: false },
      existing: { type: 'integer', nullable: false, autoIncrement: true },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'alterColumn: numbered and wider',
    before: [{ kind: 'createTable', table: 'ticket', columns: { id: { type: 'smallint', primaryKey: true, autoIncrement: true } } }],
    operation: {
      kind: 'alterColumn',
      table: 'ticket',
      name: 'id',
      change: { type: 'bigint' },
      existing: { type: 'smallint', nullable: false, autoIncrement: true },
    },
    refusedOffline: rebuilt,
    nothingToDo: ['sqlite'],
  },
  { title: 'createIndex', operation: { kind: 'createIndex', name: 'i', table: 'item', index: { columns: ['price'] } } },
  {
    title: 'createIndex: unique, descending',
    operation: {
      kind: 'createIndex',
      name: 'i',
      table: 'item',
      index: { columns: [{ column: 'id', descending: true }, 'size'], unique: true },
    },
  },
  {
    title: 'createIndex: partial',
    operation: { kind: 'createIndex', name: 'i', table: 'item', index: { columns: ['price'], where: 'size > 1' } },
    refused: { mysql: 'MIG_OPERATION_UNSUPPORTED' },
  },
  {
    title: 'createIndex: expression',
    operation: { kind: 'createIndex', name: 'i', table: 'item', index: { columns: [sql('lower(note)')] } },
    refused: { mysql: 'MIG_STATEMENT_FAILED' },
  },
  {
    title: 'dropIndex',
    operation: {
      kind: 'dropIndex',
      name: 'item_note',
      table: 'item',
      existing: { columns: ['note', { column: 'size', descending: true }] },
    },
  },
  { title: 'createPrimaryKey', operation: { kind: 'createPrimaryKey', table: 'keyless', columns: ['a'] }, refusedOffline: rebuilt },
  {
    title: 'createForeignKey',
    operation: {
      kind: 'createForeignKey',
      table: 'keyless',
      foreignKey: {
        name: 'keyless_item',
        columns: ['b'],
        references: { table: 'item', columns: ['id'] },
        onDelete: 'CASCADE',
        onUpdate: 'CASCADE',
      },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'createUniqueConstraint',
    operation: { kind: 'createUniqueConstraint', table: 'keyless', unique: { name: 'keyless_ab', columns: ['a', 'b'] } },
    refusedOffline: rebuilt,
  },
  {
    title: 'createCheckConstraint',
    operation: { kind: 'createCheckConstraint', table: 'keyless', check: { name: 'keyless_a', expression: 'a > 0' } },
    refusedOffline: rebuilt,
  },
  {
    title: 'createExclusionConstraint',
    operation: {
      kind: 'createExclusionConstraint',
      table: 'keyless',
      exclusion: { name: 'keyless_x', elements: [{ column: 'a', with: '=' }] },
    },
    refused: noEnum,
  },
  {
    title: 'dropConstraint: primary key',
    before: [
      {
        kind: 'createTable',
        table: 'pair',
        columns: { a: { type: 'integer' }, b: { type: 'integer' } },
        options: { primaryKey: { columns: ['b', 'a'] } },
      },
    ],
    operation: {
      kind: 'dropConstraint',
      table: 'pair',
      name: undefined,
      constraint: 'primaryKey',
      existing: { kind: 'createPrimaryKey', table: 'pair', columns: ['b', 'a'] },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'dropConstraint: exclusion',
    before: [
      {
        kind: 'createExclusionConstraint',
        table: 'keyless',
        exclusion: { name: 'keyless_x', elements: [{ expression: 'a + 1', with: '=' }], where: 'b > 0' },
      },
    ],
    operation: {
      kind: 'dropConstraint',
      table: 'keyless',
      name: 'keyless_x',
      constraint: 'exclusion',
      existing: {
        kind: 'createExclusionConstraint',
        table: 'keyless',
        exclusion: { name: 'keyless_x', elements: [{ expression: 'a + 1', with: '=' }], where: 'b > 0' },
      },
    },
    refused: noEnum,
  },
  {
    title: 'dropConstraint: check',
    operation: {
      kind: 'dropConstraint',
      table: 'item',
      name: 'item_size',
      constraint: 'check',
      existing: { kind: 'createCheckConstraint', table: 'item', check: { name: 'item_size', expression: 'size >= 0' } },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'dropConstraint: unique',
    operation: {
      kind: 'dropConstraint',
      table: 'item',
      name: 'item_code',
      constraint: 'unique',
      existing: { kind: 'createUniqueConstraint', table: 'item', unique: { name: 'item_code', columns: ['code'] } },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'dropConstraint: foreign key',
    operation: {
      kind: 'dropConstraint',
      table: 'item',
      name: 'item_customer',
      constraint: 'foreignKey',
      existing: {
        kind: 'createForeignKey',
        table: 'item',
        foreignKey: {
          name: 'item_customer',
          columns: ['customer_id'],
          references: { table: 'customer', columns: ['id'] },
          onDelete: 'SET NULL',
        },
      },
    },
    refusedOffline: rebuilt,
  },
  {
    title: 'createView',
    operation: { kind: 'createView', name: 'small_items', view: { query: 'SELECT id, code FROM item WHERE size < 10' } },
  },
  {
    title: 'createView: materialized',
    operation: { kind: 'createView', name: 'small_items', view: { query: 'SELECT id, code FROM item', materialized: true } },
    refused: noEnum,
  },
  {
    title: 'dropView',
    before: [{ kind: 'createView', name: 'small_items', view: { query: 'SELECT id, code FROM item WHERE size < 10' } }],
    operation: {
      kind: 'dropView',
      name: 'small_items',
      existing: { query: 'SELECT id, code FROM item WHERE size < 10' },
    },
  },
  {
    title: 'dropView: materialized',
    before: [{ kind: 'createView', name: 'small_items', view: { query: 'SELECT id, code FROM item', materialized: true } }],
    operation: {
      kind: 'dropView',
      name: 'small_items',
      materialized: true,
      existing: { query: 'SELECT id, code FROM item', materialized: true },
    },
    refused: noEnum,
  },
  {
    title: 'alterEnum: a renamed value',
    before: [{ kind: 'createEnum', name: 'mood', values: ['sad', 'ok'] }],
    operation: { kind: 'alterEnum', name: 'mood', change: { rename: [{ from: 'sad', to: "it's blue" }] } },
    refused: noEnum,
  },
  {
    title: 'alterEnum: a new value',
    before: [{ kind: 'createEnum', name: 'mood', values: ['sad', 'ok'] }],
    operation: {
      kind: 'alterEnum',
      name: 'mood',
      change: { add: [{ value: "it's fine", after: 'sad' }, { value: 'first', before: 'sad' }, { value: 'last' }] },
    },
    refused: noEnum,
    noWayBack: 'MIG_IRREVERSIBLE',
    undo: [
      { kind: 'dropEnum', name: 'mood' },
      { kind: 'createEnum', name: 'mood', values: ['sad', 'ok'] },
    ],
  },
  {
    title: 'dropEnum',
    before: [{ kind: 'createEnum', name: 'mood', values: ['sad', 'ok'] }],
    operation: { kind: 'dropEnum', name: 'mood', existing: ['sad', 'ok'] },
    refused: noEnum,
  },
  {
    title: 'dropSequence',
    before: [{ kind: 'createSequence', name: 'ticket', sequence: { start: 7, minValue: 5, maxValue: 9, cycle: true } }],
    operation: { kind: 'dropSequence', name: 'ticket', existing: { start: 7, minValue: 5, maxValue: 9, cycle: true } },
    refused: { sqlite: 'MIG_OPERATION_UNSUPPORTED' },
  },
  { title: 'createEnum', operation: { kind: 'createEnum', name: 'mood', values: ['sad', "it's ok"] }, refused: noEnum },
  {
    title: 'createSequence',
    operation: { kind: 'createSequence', name: 'ticket', sequence: { start: 100, increment: 5 } },
    refused: { sqlite: 'MIG_OPERATION_UNSUPPORTED' },
  },
  {
    title: 'bulkInsert',
    operation: {
      kind: 'bulkInsert',
      table: 'customer',
      rows: [
        { id: 3, name: "D'Arcy" },
        { id: 4, name: 'Eve' },
      ],
    },
    noWayBack: 'MIG_IRREVERSIBLE',
    undo: [{ kind: 'execute', text: 'DELETE FROM customer WHERE id > 2' }],
  },
  {
    title: 'execute',
    operation: { kind: 'execute', text: "UPDATE customer SET name = 'x' WHERE id = 1" },
    noWayBack: 'MIG_IRREVERSIBLE',
    undo: [{ kind: 'execute', text: "UPDATE customer SET name = 'Ann' WHERE id = 1" }],
  },
  {
    title: 'batchAlterTable',
    operation: {
      kind: 'batchAlterTable',
      table: 'item',
      operations: [
        { kind: 'alterColumn', table: 'item', name: 'size', change: { nullable: false }, existing: size },
        { kind: 'addColumn', table: 'item', name: 'weight', column: { type: 'integer', nullable: false, default: 1 } },
        { kind: 'createCheckConstraint', table: 'item', check: { name: 'item_weight', expression: 'weight > 0' } },
        { kind: 'createIndex', name: 'item_weight_index', table: 'item', index: { columns: ['weight'] } },
      ],
    },
    refusedOffline: rebuilt,
  },
]
