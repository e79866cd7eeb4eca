import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaOptions } from 'typeorm'
import type { Dialect } from '@mig/core'

type Columns = Readonly<Record<string, EntitySchemaColumnOptions>>
/** TypeORM pastes a text between quotes as it is. */
const quoted = () => `'it''s a "test"; back\nline'`
const id: EntitySchemaColumnOptions = { type: Number, primary: true, generated: true }
const column = (type: EntitySchemaColumnOptions['type'], more: Partial<EntitySchemaColumnOptions> = {}): EntitySchemaColumnOptions => ({
  type,
  ...more,
})

const entity = (name: string, columns: Columns, more: Partial<EntitySchemaOptions<unknown>> = {}) =>
  new EntitySchema<unknown>({ name, tableName: name, columns: { id, ...columns }, ...more } as EntitySchemaOptions<unknown>) // columns are plain here

/** Names of columns by their types, so that each is there once. */
const oneEach = (types: readonly string[], more: Partial<EntitySchemaColumnOptions> = {}): Columns =>
  Object.fromEntries(types.map((type, at) => [`c${at}_${type.replace(/\W+/g, '_')}`, column(type as 'int', more)])) // the names are TypeORM's own

const types: Readonly<Record<Dialect, readonly (readonly string[])[]>> = {
  postgres: [
    ['int', 'int2', 'int4', 'int8', 'smallint', 'integer', 'bigint', 'decimal', 'numeric', 'real', 'float', 'float4', 'float8'],
    [
      'double precision',
      'money',
      'character varying',
      'varchar',
      'character',
      'char',
      'text',
      'citext',
      'bytea',
      'bit',
      'varbit',
      'bit varying',
    ],
    [
      'timetz',
      'timestamptz',
      'timestamp',
      'timestamp without time zone',
      'timestamp with time zone',
      'date',
      'time',
      'time without time zone',
    ],
    [
      'time with time zone',
      'interval',
      'bool',
      'boolean',
      'point',
      'line',
      'lseg',
      'box',
      'path',
      'polygon',
      'circle',
      'cidr',
      'inet',
      'macaddr',
    ],
    ['tsvector', 'tsquery', 'uuid', 'xml', 'json', 'jsonb', 'int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange'],
  ],
  mysql: [
    [
      'bit',
      'int',
      'integer',
      'tinyint',
      'smallint',
      'mediumint',
      'bigint',
      'float',
      'double',
      'double precision',
      'real',
      'decimal',
      'dec',
    ],
    [
      'numeric',
      'fixed',
      'bool',
      'boolean',
      'date',
      'datetime',
      'timestamp',
      'time',
      'year',
      'char',
      'varchar',
      'nchar',
      'nvarchar',
      'text',
    ],
    [
      'tinytext',
      'mediumtext',
      'longtext',
      'blob',
      'tinyblob',
      'mediumblob',
      'longblob',
      'binary',
      'varbinary',
      'json',
      'geometry',
      'point',
    ],
  ],
  sqlite: [
    [
      'int',
      'integer',
      'tinyint',
      'smallint',
      'mediumint',
      'bigint',
      'unsigned big int',
      'int2',
      'int8',
      'decimal',
      'float',
      'double',
      'real',
    ],
    ['double precision', 'numeric', 'character', 'varchar', 'varying character', 'native character', 'nvarchar', 'text', 'clob', 'blob'],
    ['boolean', 'date', 'time', 'datetime', 'json', 'simple-json', 'simple-array'],
  ],
}

const sized: Readonly<Record<Dialect, Columns>> = {
  postgres: {
    a: column('varchar', { length: 77, default: quoted }),
    b: column('decimal', { precision: 12, scale: 4, default: 1.5 }),
    c: column('timestamp', { precision: 3, default: () => 'CURRENT_TIMESTAMP(3)' }),
    d: column('char', { length: 3 }),
    e: column('int', { array: true, default: '{}' }),
    f: column('enum', { enum: ['a', "b's", 'C d'], default: 'a' }),
    g: column('jsonb', { default: { a: 1 } }),
    h: column('uuid', { generated: 'uuid' }),
    i: column('date', { default: () => 'CURRENT_DATE' }),
    j: column('bool', { default: true }),
    k: column('varchar', { length: 20, collation: 'C', comment: "a 'comment'" }),
    l: column('text', { array: true, nullable: true }),
  },
  mysql: {
    a: column('varchar', { length: 77, default: quoted }),
    b: column('decimal', { precision: 12, scale: 4, default: 1.5 }),
    c: column('datetime', { precision: 3, default: () => 'CURRENT_TIMESTAMP(3)', onUpdate: 'CURRENT_TIMESTAMP(3)' }),
    d: column('char', { length: 3, charset: 'latin1', collation: 'latin1_bin' }),
    e: column('int', { unsigned: true, default: 7 }),
    f: column('enum', { enum: ['a', 'b', 'C d'], default: 'a' }),
    g: column('set', { enum: ['x', 'y'], default: ['x', 'y'] }),
    h: column('varchar', { generated: 'uuid' }),
    i: column('tinyint', { width: 1, default: 1 }),
    j: column('bigint', { unsigned: true, nullable: true, comment: "a 'comment'" }),
    k: column('varbinary', { length: 16 }),
    l: column('timestamp', { precision: 6, createDate: true }),
  },
  sqlite: {
    a: column('varchar', { length: 77, default: quoted }),
    b: column('decimal', { precision: 12, scale: 4, default: 1.5 }),
    c: column('datetime', { default: () => 'CURRENT_TIMESTAMP' }),
    d: column('text', { collation: 'NOCASE' }),
    e: column('simple-enum', { enum: ['a', 'b', 'C d'], default: 'a' }),
    f: column('boolean', { default: true }),
    g: column('simple-json', { default: '{"a":1}' }),
    h: column('varchar', { generated: 'uuid' }),
  },
}

const generated: Readonly<Record<Dialect, Columns>> = {
  postgres: { a: column('int'), b: column('int', { asExpression: 'a * 2', generatedType: 'STORED' }) },
  mysql: {
    a: column('int'),
    b: column('int', { asExpression: 'a * 2', generatedType: 'STORED' }),
    c: column('int', { asExpression: 'a * 3', generatedType: 'VIRTUAL' }),
  },
  sqlite: {
    a: column('int'),
    b: column('int', { asExpression: 'a * 2', generatedType: 'STORED' }),
    c: column('int', { asExpression: 'a * 3', generatedType: 'VIRTUAL' }),
  },
}

/** Entities that use every column type and option that TypeORM has for a dialect. */
export const entitiesOf = (dialect: Dialect): readonly EntitySchema<unknown>[] => [
  entity('every_type', oneEach(types[dialect].flat().filter((type) => type !== 'citext'))),
  entity(
    'every_type_nullable',
    oneEach(
      types[dialect].flat().filter((type) => type !== 'citext'),
      { nullable: true },
    ),
  ),
  entity('with_options', sized[dialect]),
  entity('with_generated', generated[dialect]),
  entity(
    'customer',
    { name: column('varchar', { length: 50, unique: true }), size: column('int') },
    {
      indices: [
        { name: 'by_name_and_size', columns: ['name', 'size'] },
        { columns: ['size'], unique: true },
      ],
      checks: [{ expression: 'size > 0' }, { name: 'not_huge', expression: 'size < 1000000' }],
      uniques: [{ columns: ['size', 'name'] }],
    },
  ),
  entity(
    'orders',
    { at: column(dialect === 'postgres' ? 'timestamptz' : 'datetime', { createDate: true }), version: column('int', { version: true }) },
    {
      relations: {
        customer: { type: 'many-to-one', target: 'customer', joinColumn: true, onDelete: 'CASCADE', nullable: false },
        referrer: { type: 'many-to-one', target: 'customer', joinColumn: { name: 'referrer' }, onDelete: 'SET NULL', onUpdate: 'CASCADE' },
        tags: { type: 'many-to-many', target: 'tag', joinTable: true },
        invoice: { type: 'one-to-one', target: 'invoice', joinColumn: true },
      },
    },
  ),
  entity('tag', { word: column('varchar', { length: 30 }) }),
  entity('invoice', { total: column('decimal', { precision: 10, scale: 2 }) }),
  entity('tree', { name: column('varchar') }, { relations: { parent: { type: 'many-to-one', target: 'tree', joinColumn: true } } }),
  new EntitySchema<unknown>({
    name: 'two_keys',
    columns: {
      left: { type: 'int', primary: true },
      right: { type: 'varchar', length: 20, primary: true },
      note: { type: 'text', nullable: true },
    },
  } as EntitySchemaOptions<unknown>),
  new EntitySchema<unknown>({
    name: 'uuid_key',
    columns: {
      id: { type: dialect === 'postgres' ? 'uuid' : 'varchar', primary: true, generated: 'uuid' },
      deleted: { type: dialect === 'postgres' ? 'timestamp' : 'datetime', deleteDate: true },
    },
  } as EntitySchemaOptions<unknown>),
  entity('odd Table-name', { 'a b-c': column('varchar', { length: 10 }), select: column('int'), 'Mixed Case': column('int') }),
  ...(dialect === 'postgres'
    ? [
        entity(
          'partial',
          { a: column('int'), b: column('varchar') },
          {
            indices: [{ name: 'partly', columns: ['a'], where: 'a > 1' }],
            exclusions: [{ expression: 'USING gist (box(point(a, a), point(a, a)) WITH &&)' }],
          },
        ),
      ]
    : []),
]
