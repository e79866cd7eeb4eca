import { describe, expect, it } from 'vitest'
import { isMigError, type Dialect, type Session } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'

/** Types, and values of each at its edges, as SQL. */
const values: Readonly<Record<Dialect, Readonly<Record<string, readonly string[]>>>> = {
  mysql: {
    tinyint: ['0', '-128', '127'],
    'tinyint unsigned': ['255'],
    smallint: ['-32768', '300'],
    int: ['2147483647', '16777217', '20260102', '12'],
    'int unsigned': ['4294967295'],
    bigint: ['9007199254740993', '-1'],
    'bigint unsigned': ['18446744073709551615'],
    'decimal(10,2)': ['1.50', '99999999.99', '-0.01'],
    'decimal(30,10)': ['12345678901234567890.0123456789'],
    float: ['0.5', '16777216', '1.1'],
    double: ['0.1', '1e300', '9007199254740992', '-0.0'],
    'char(5)': ["'ab'", "'12'"],
    'varchar(10)': ["'abc'", "'12'", "' 12'", "'1.5'", "'2026-01-02'", "'ä'", "'12:00:00'", "''", "'a '", "'0'", "'1e3'", "'1970'"],
    text: ["'long text here more than ten'", "'7'"],
    'varbinary(10)': ["X'00ff'", "X'3132'"],
    'binary(3)': ["X'010203'", "X'313200'"],
    blob: ["X'ff00ff'"],
    date: ["'2026-01-02'", "'1000-01-01'"],
    datetime: ["'2026-01-02 03:04:05'", "'1950-01-02 00:00:00'"],
    'datetime(6)': ["'2026-01-02 03:04:05.123456'"],
    timestamp: ["'2026-01-02 03:04:05'"],
    time: ["'12:34:56'", "'-100:00:00'", "'838:59:59'"],
    'time(3)': ["'12:34:56.789'"],
    year: ['2026', '1901'],
    "enum('a','b','12')": ["'a'", "'12'"],
    "set('a','b')": ["'a,b'", "''"],
    'bit(8)': ["b'1010'", "b'110001'"],
    json: [`'{"a": 1}'`, "'12'"],
    uuid: ["'00000000-0000-0000-0000-00000000000a'"],
    inet6: ["'::1'"],
  },
  postgres: {
    smallint: ['300', '-32768'],
    integer: ['2147483647', '16777217', '1'],
    bigint: ['9007199254740993'],
    'numeric(10,2)': ['1.50', '99999999.99'],
    numeric: ['12345678901234567890.0123456789', "'NaN'"],
    real: ['0.5', '16777216', '1.1'],
    'double precision': ['0.1', '1e300'],
    'character(5)': ["'ab'", "'12'"],
    'character varying(10)': ["'abc'", "'12'", "' 12'", "'2026-01-02'", "'t'", "'a '"],
    text: ["'long text more than ten'", "'7'"],
    bytea: ["'\\x00ff'"],
    boolean: ['true'],
    date: ["'2026-01-02'", "'infinity'"],
    'timestamp without time zone': ["'2026-01-02 03:04:05.123456'", "'2026-01-02'"],
    'timestamp with time zone': ["'2026-01-02 03:04:05+00'"],
    'timestamp(0) without time zone': ["'2026-01-02 03:04:05'"],
    'time without time zone': ["'03:04:05.5'"],
    'time with time zone': ["'03:04:05+02'"],
    interval: ["'25 hours'", "'1 mon'", "'03:04:05'"],
    uuid: ["'00000000-0000-0000-0000-00000000000a'"],
    json: [`'{"b":1,"a":2}'`, "'12'"],
    jsonb: [`'{"b":1,"a":2}'`, "'12'"],
    xml: ["'<a/>'"],
    inet: ["'10.0.0.1/8'", "'10.0.0.1'"],
    cidr: ["'10.0.0.0/8'"],
    macaddr: ["'08:00:2b:01:02:03'"],
    'bit(4)': ["B'1010'"],
    'bit varying(8)': ["B'1010'"],
    money: ["'12.34'"],
    'integer[]': ["'{1,2}'"],
    'text[]': ["'{a,b}'"],
    name: ["'abc'"],
    '"char"': ["'a'"],
    oid: ['5'],
    point: ["'(1,2)'"],
    int4range: ["'[1,5)'"],
    tsvector: ["'a b'"],
  },
  sqlite: {
    integer: ['1', '9223372036854775807', '-5'],
    bigint: ['12'],
    real: ['0.5', '1e300', '2.0', '0.1'],
    text: ["'abc'", "'12'", "'007'", "'1.0'", "'1e3'", "''", "' 1'"],
    blob: ["X'00ff'", "X'3132'"],
    numeric: ['1.5', '10'],
    'decimal(10,2)': ['1.25'],
    'varchar(5)': ["'long text'"],
    boolean: ['1'],
    datetime: ["'2026-01-02'"],
    date: ["'2026'"],
  },
}

const onlyMariadb: ReadonlySet<string> = new Set(['uuid', 'inet6'])

/** How a value is told from another one. */
const told: Readonly<Record<Dialect, string>> = {
  mysql: 'HEX(CAST(c AS BINARY))',
  postgres: 'c::text',
  sqlite: "typeof(c) || ':' || quote(c)",
}

/**
 * Every type to every other one, judged by the server itself: what was done is undone by the server's own ALTER TABLE, and the value is the one from
 * before; where there is no way back, it is at least written as before.
 */
for (const server of databases) {
  const types = Object.keys(values[server.dialect]).filter((type) => server.name !== 'MySQL' || !onlyMariadb.has(type))
  describe(`${types.length} types, each to all others, on ${server.name}`, () => {
    for (const from of types) {
      it(`${from}: nothing is lost`, async () => {
        const created = await server.create()
        try {
          await using database = await connect(created.url)
          await using session = await database.session()
          const lost: string[] = []
          for (const to of types.filter((type) => type !== from))
            for (const value of values[server.dialect][from]!) lost.push(...(await change(session, from, to, value)))
          expect(lost).toEqual([])
        } finally {
          await created.dispose()
        }
      })
    }
  })
}

/** @returns what was lost, as words */
async function change(session: Session, from: string, to: string, value: string): Promise<readonly string[]> {
  const { dialect } = session
  await session.execute('DROP TABLE IF EXISTS t')
  await session.execute(`CREATE TABLE t (id int primary key, c ${from}${dialect === 'mysql' ? ' NULL' : ''})`)
  await session.execute(`INSERT INTO t VALUES (1, ${value})`)
  const read = async (): Promise<unknown> => (await session.query<{ c: unknown }>(`SELECT ${told[dialect]} AS c FROM t`))[0]!.c
  const before = await read()
  try {
    await runOperation(session, { kind: 'alterColumn', table: 't', name: 'c', change: { type: to, native: true } })
  } catch (error) {
    if (isMigError(error, 'MIG_DATA_LOSS') || isMigError(error, 'MIG_STATEMENT_FAILED')) return []
    throw error
  }
  const between = await read()
  const after = await back(session, from)
    .then(read)
    .catch(() => undefined)
  // The order of the members of an object is no part of it.
  const isSame = after === before || between === before || (from === 'json' && to === 'jsonb')
  return isSame ? [] : [`${value} -> ${to}: ${String(before)} became ${String(between)}, and ${String(after)} on the way back`]
}

async function back(session: Session, type: string): Promise<void> {
  switch (session.dialect) {
    case 'postgres':
      await session.execute(`ALTER TABLE t ALTER c TYPE ${type} USING c::${type}`)
      return
    case 'mysql':
      await session.execute(`ALTER TABLE t MODIFY c ${type} NULL`)
      return
    case 'sqlite':
      // Its own ALTER TABLE has no such change.
      await session.execute('ALTER TABLE t RENAME TO u')
      await session.execute(`CREATE TABLE t (id, c ${type})`)
      await session.execute('INSERT INTO t SELECT * FROM u')
      await session.execute('DROP TABLE u')
  }
}
