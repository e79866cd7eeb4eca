import { describe, expect, it } from 'vitest'
import { atomicityOf } from '../src/execute/atomicity.js'
import { decideInFlight, needsFingerprint } from '../src/execute/decide-in-flight.js'
import { readHalfDone } from '../src/execute/half-done.js'
import {
  catalogFingerprint,
  type Body,
  type Catalog,
  type CatalogTable,
  type JournalEntry,
  type ScriptStatement,
  type TouchedObject,
} from '../src/index.js'

const statement = (facts: Partial<ScriptStatement> = {}): ScriptStatement => ({
  text: 'CREATE TABLE a (id integer)',
  file: 'a.sql',
  line: 1,
  column: 1,
  transactional: true,
  controlsTransaction: false,
  mayCommit: false,
  setsSession: false,
  reads: false,
  definesSchema: true,
  touches: [{ action: 'create', kind: 'table', name: 'a' }],
  ...facts,
})

const sql = (...statements: ScriptStatement[]): Body => ({ kind: 'sql', file: 'a.sql', transaction: true, statements })
const postgres = { transactionalDdl: true, statementBatches: true, server: 'PostgreSQL 15' }
const mysql = { transactionalDdl: false, statementBatches: true, server: 'MariaDB 10.11' }

const code: Body = { kind: 'code', file: 'a.ts', transaction: true, run: async () => {}, classify: () => statement() }

describe('the atomicity of a step', () => {
  const insert = statement({ text: 'INSERT INTO a VALUES (1)', definesSchema: false, touches: [] })
  const cases: readonly (readonly [string, Body, typeof postgres, 'each' | 'none', string])[] = [
    ['DDL where the server can roll it back', sql(statement()), postgres, 'each', 'atomic'],
    ['DDL on MySQL', sql(statement()), mysql, 'each', 'resumable'],
    ['DML alone on MySQL', sql(insert), mysql, 'each', 'atomic'],
    ['an empty body', sql(), mysql, 'each', 'atomic'],
    ['a statement that refuses a transaction', sql(statement({ transactional: false })), postgres, 'each', 'resumable'],
    ['a body that asks for no transaction', { ...sql(insert), transaction: false }, postgres, 'each', 'resumable'],
    ['a run without transactions', sql(insert), postgres, 'none', 'resumable'],
    ['a body with a COMMIT of its own', sql(statement({ text: 'COMMIT', controlsTransaction: true })), postgres, 'each', 'manual'],
    ['a call of a procedure, which may commit', sql(statement({ text: 'CALL p()', mayCommit: true })), postgres, 'each', 'manual'],
    ['code where DDL rolls back', code, postgres, 'each', 'atomic'],
    ['code on MySQL', code, mysql, 'each', 'resumable'],
  ]
  for (const [situation, body, server, mode, expected] of cases) {
    it(`is ${expected} for ${situation}`, () => expect(atomicityOf(body, server, mode)).toBe(expected))
  }
})

describe('a statement that was announced and never reported', () => {
  const table = (name: string, indexes: CatalogTable['indexes'] = []): CatalogTable => ({
    name,
    columns: [],
    primaryKey: undefined,
    uniques: [],
    checks: [],
    foreignKeys: [],
    indexes,
    comment: undefined,
    options: {},
  })
  const index = (valid: boolean) => ({ name: 'i', columns: ['id'], unique: false, where: undefined, method: undefined, valid })
  const catalog = (...tables: CatalogTable[]): Catalog => ({
    dialect: 'mysql',
    tables,
    views: [],
    sequences: [],
    enums: [],
    routines: [],
    triggers: [],
  })
  const touching = (touched: TouchedObject) => ({ text: 'CREATE TABLE a (id integer)', kind: 'alone' as const, touches: [touched] })
  const create = touching({ action: 'create', kind: 'table', name: 'a' })
  const drop = touching({ action: 'drop', kind: 'table', name: 'a' })
  const build = touching({ action: 'create', kind: 'index', name: 'i', table: 'a' })
  const alter = touching({ action: 'alter', kind: 'table', name: 'a' })

  it('is finished when it drops a list of which the beginning is gone', () => {
    const list = { text: 'DROP TABLE a, b', kind: 'alone' as const, touches: [drop.touches[0]!, { ...drop.touches[0]!, name: 'b' }] }
    expect(decideInFlight(list, catalog(table('b')), undefined)).toBe('rest')
    expect(decideInFlight(list, catalog(), undefined)).toBe('done')
    expect(decideInFlight(list, catalog(table('a'), table('b')), undefined)).toBe('run')
  })

  it('is done when the table it creates is there, and runs when it is not', () => {
    expect(decideInFlight(create, catalog(table('a')), undefined)).toBe('done')
    expect(decideInFlight(create, catalog(), undefined)).toBe('run')
  })

  it('runs when the table it drops is still there', () => {
    expect(decideInFlight(drop, catalog(table('a')), undefined)).toBe('run')
    expect(decideInFlight(drop, catalog(), undefined)).toBe('done')
  })

  it('counts an index only when it is valid', () => {
    expect(decideInFlight(build, catalog(table('a', [index(true)])), undefined)).toBe('done')
    expect(decideInFlight(build, catalog(table('a', [index(false)])), undefined)).toBe('rebuild')
    expect(decideInFlight(build, catalog(table('a')), undefined)).toBe('run')
  })

  it('is decided by the fingerprint noted before it when it alters', () => {
    const now = catalog(table('a'))
    expect(decideInFlight(alter, now, catalogFingerprint(now))).toBe('run')
    expect(decideInFlight(alter, now, 'another')).toBe('done')
    expect(decideInFlight(alter, now, undefined)).toBe('unknown')
    expect(needsFingerprint(alter.touches)).toBe(true)
    expect(needsFingerprint(create.touches)).toBe(false)
  })

  it('is done when it is a COMMIT whose intent can be read', () => {
    expect(decideInFlight({ text: 'COMMIT', kind: 'control', touches: [] }, catalog(), undefined)).toBe('done')
    expect(decideInFlight({ text: 'BEGIN', kind: 'control', touches: [] }, catalog(), undefined)).toBe('run')
  })
})

describe('the journal of a step that an earlier run left', () => {
  const row = (statementNumber: number, state: JournalEntry['state'], facts: Partial<JournalEntry> = {}): JournalEntry => ({
    run: 'r',
    revision: 'a',
    direction: 'upgrade',
    statement: statementNumber,
    checksum: `c${statementNumber}`,
    state,
    session: '1',
    host: 'h',
    user: 'u',
    engine: '0',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: undefined,
    detail: undefined,
    ...facts,
  })

  it('tells what is done, what failed and what was in flight', () => {
    const rows = [
      row(1, 'intent'),
      row(1, 'done'),
      row(2, 'intent'),
      row(2, 'failed'),
      row(0, 'failed'),
      row(2, 'intent', { detail: 'before' }),
    ]
    expect([...readHalfDone(rows, 'upgrade').values()].map(({ number, state, before }) => [number, state, before])).toEqual([
      [1, 'done', undefined],
      [2, 'in-flight', 'before'],
    ])
  })

  it('forgets what was announced together with a statement that failed', () => {
    const rows = [row(1, 'intent'), row(2, 'intent'), row(3, 'intent'), row(1, 'done'), row(2, 'failed')]
    expect([...readHalfDone(rows, 'upgrade').values()].map(({ number, state }) => [number, state])).toEqual([
      [1, 'done'],
      [2, 'failed'],
    ])
  })

  it('forgets what lies before the last finished step', () => {
    expect(readHalfDone([row(1, 'done'), row(0, 'done')], 'upgrade').size).toBe(0)
  })

  it('does not mix directions', () => {
    expect(readHalfDone([row(1, 'done', { direction: 'downgrade' })], 'upgrade').size).toBe(0)
  })
})
