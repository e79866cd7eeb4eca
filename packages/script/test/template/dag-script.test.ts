import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseSqlScript,
  renderDagScript,
  renderLinearScript,
  scanCodeDescription,
  scanCodeHeader,
  scanSqlDescription,
  scanSqlHeader,
} from '../../src/index.js'

const base = {
  revision: '30aaeaf5a3d7',
  downRevisions: [],
  dependsOn: [],
  branchLabels: [],
  description: 'create account table',
  createdAt: '2017-08-25T16:02:56Z',
}

describe('a new file of a hash repository', () => {
  it('in TypeScript', () => {
    expect(renderDagScript({ ...base, language: 'ts' })).toBe(`/** create account table */
import type { Operations } from '@mig/schema'

export const revision = '30aaeaf5a3d7'
export const downRevision = null
export const branchLabels = null
export const dependsOn = null
export const createDate = '2017-08-25T16:02:56Z'

export async function upgrade(op: Operations): Promise<void> {}

export async function downgrade(op: Operations): Promise<void> {}
`)
  })

  it('in JavaScript, with parents, labels and a body', () => {
    expect(
      renderDagScript({
        ...base,
        language: 'js',
        downRevisions: ['a', 'b'],
        branchLabels: ['billing'],
        dependsOn: ['c'],
        replaces: ['x'],
        equivalentTo: ['y'],
        transaction: false,
        upgrade: "await op.execute('SELECT 1')\n",
      }),
    ).toBe(`/** create account table */
export const revision = '30aaeaf5a3d7'
export const downRevision = ['a', 'b']
export const branchLabels = 'billing'
export const dependsOn = 'c'
export const replaces = ['x']
export const equivalentTo = ['y']
export const createDate = '2017-08-25T16:02:56Z'
export const transaction = false

export async function upgrade(op) {
  await op.execute('SELECT 1')
}

export async function downgrade(op) {}
`)
  })

  it('in SQL', () => {
    expect(renderDagScript({ ...base, language: 'sql', upgrade: 'CREATE TABLE account (id int);', downgrade: 'DROP TABLE account;' }))
      .toBe(`-- create account table
-- revision: 30aaeaf5a3d7
-- down revision:
-- create date: 2017-08-25T16:02:56Z

-- migrate:up
CREATE TABLE account (id int);

-- migrate:down
DROP TABLE account;
`)
  })

  it('in SQL with a pair of sections for each dialect', () => {
    const text = renderDagScript({ ...base, language: 'sql', dialects: ['postgres', 'sqlite'] })
    expect(text.split('\n').filter((line) => line.startsWith('-- migrate'))).toEqual([
      '-- migrate:up postgresql',
      '-- migrate:down postgresql',
      '-- migrate:up sqlite',
      '-- migrate:down sqlite',
    ])
    expect(parseSqlScript(text, 'a.sql').sections).toHaveLength(4)
  })

  it('refuses an id that a SQL header cannot hold', () => {
    for (const downRevision of ['a b', 'a,b', '']) {
      expect(() => renderDagScript({ ...base, language: 'sql', downRevisions: [downRevision] })).toThrow(
        expect.objectContaining({ code: 'MIG_REVISION_ID' }),
      )
    }
  })

  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('*', '/', '\n', '-', "'", '"', '`', '\\', '$', '{', ' ', 'a', ':', '\u2028') }),
    fc.constantFrom(
      '*/ process.exit() /*',
      'migrate:up',
      'revision: x',
      '-- migrate:down',
      '@ts-nocheck',
      'x -- migrate:up',
      '!bang',
      'eslint-disable',
    ),
  )
  const idOfAnything = anything.filter((text) => text !== '')
  const parts = {
    revision: idOfAnything,
    downRevisions: fc.array(idOfAnything, { maxLength: 3 }),
    dependsOn: fc.array(idOfAnything, { maxLength: 2 }),
    branchLabels: fc.array(idOfAnything, { maxLength: 2 }),
    description: anything,
    createdAt: idOfAnything,
  }

  it('in code, is read back whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.record(parts), fc.constantFrom('ts', 'js'), (header, language) => {
        const { description, ...rest } = header
        const scanned = scanCodeHeader(renderDagScript({ ...header, language: language as 'ts' | 'js' }))
        expect(scanned).toMatchObject({ kind: 'complete', header: rest })
        if (/^[a-z ]+$/.test(description)) expect(scanned).toMatchObject({ header: { description: description.trim() } })
      }),
      { numRuns: 300 },
    )
  })

  it('in SQL, is read back whatever its description holds', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,12}$/).filter((text) => text !== 'none' && text !== 'null')
    const ids = {
      revision: word,
      downRevisions: fc.array(word, { maxLength: 3 }),
      dependsOn: fc.array(word, { maxLength: 2 }),
      branchLabels: fc.array(word, { maxLength: 2 }),
    }
    fc.assert(
      fc.property(fc.record({ ...ids, description: anything }), (header) => {
        const text = renderDagScript({ ...header, language: 'sql' })
        const { description: _, ...rest } = header
        expect(scanSqlHeader(text, 'a.sql')).toMatchObject(rest)
        expect(parseSqlScript(text, 'a.sql').sections.map((section) => section.direction)).toEqual(['upgrade', 'downgrade'])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a new file of a numbered repository', () => {
  it('in TypeScript', () => {
    const text = renderLinearScript({ language: 'ts', description: 'add account table' })
    expect(text).toBe(`/** add account table */
import type { Operations } from '@mig/schema'

export async function upgrade(op: Operations): Promise<void> {}

export async function downgrade(op: Operations): Promise<void> {}
`)
    expect(scanCodeDescription(text)).toBe('add account table')
  })

  it('in SQL, for one direction', () => {
    const text = renderLinearScript({
      language: 'sql',
      description: 'add account table',
      direction: 'downgrade',
      downgrade: 'DROP TABLE account;\n',
    })
    expect(text).toBe('-- add account table\n\nDROP TABLE account;\n')
    expect(scanSqlDescription(text)).toBe('add account table')
    expect(parseSqlScript(text, 'a.sql', 'downgrade').sections.map((section) => section.direction)).toEqual(['downgrade'])
  })

  it('tells when it was made, which is no description', () => {
    for (const description of ['add account table', '']) {
      const parts = { description, createdAt: '2026-01-02T03:04:05.678Z' }
      const code = renderLinearScript({ ...parts, language: 'js' })
      expect(code).toContain('// create date: 2026-01-02T03:04:05.678Z\n')
      const sql = renderLinearScript({ ...parts, language: 'sql' })
      expect(sql).toMatch(/(?:^|\n)-- create date: 2026-01-02T03:04:05\.678Z\n\n$/)
      expect(scanSqlDescription(sql)).toBe(description)
    }
  })
})
