import { isMigError } from '@mig/core'
import { describe, expect, it } from 'vitest'
import { scanSqlDescription, scanSqlHeader } from '../../src/index.js'

const refusal = (text: string): { message: string; line: unknown } => {
  try {
    scanSqlHeader(text, 'a.sql')
  } catch (error) {
    if (isMigError(error, 'MIG_SCRIPT_HEADER')) return { message: error.message, line: error.details.line }
    throw error
  }
  throw new Error('the header was accepted')
}

describe('a SQL header', () => {
  it('is read with every line', () => {
    expect(
      scanSqlHeader(
        `\ufeff-- create account table\r\n-- revision: 30aaeaf5a3d7\r\n-- Down Revision: a, b\r\n-- branch labels: billing\r\n-- depends_on: c d
-- replaces: e,f
-- equivalent to: g
-- create date: 2017-08-25T16:02:56Z
-- transaction: false

-- migrate:up
-- revision: no
CREATE TABLE a (id int);
`,
        'a.sql',
      ),
    ).toEqual({
      revision: '30aaeaf5a3d7',
      downRevisions: ['a', 'b'],
      branchLabels: ['billing'],
      dependsOn: ['c', 'd'],
      replaces: ['e', 'f'],
      equivalentTo: ['g'],
      createdAt: '2017-08-25T16:02:56Z',
      transaction: false,
      description: 'create account table',
    })
  })

  it('has no parents where the down revision is empty', () => {
    expect(scanSqlHeader('-- revision:a\n-- down revision:\n', 'a.sql')).toMatchObject({
      revision: 'a',
      downRevisions: [],
      description: '',
    })
    expect(scanSqlHeader('-- revision: a\n-- down revision: none\n', 'a.sql').downRevisions).toEqual([])
  })

  it('ends at the first statement', () => {
    expect(refusal('-- words\nSELECT 1;\n-- revision: a\n-- down revision:\n')).toEqual({
      message: 'a.sql:1: the header has no `-- revision:` line',
      line: 1,
    })
  })

  it('names the line that is wrong', () => {
    expect(refusal('-- x\n-- revision: a b\n-- down revision:\n')).toEqual({
      message: "a.sql:2: 'revision' is 'a b', more than one id",
      line: 2,
    })
    expect(refusal('-- revision: a\n-- down revision: b\n-- revision: c\n').message).toBe("a.sql:3: 'revision' was already given in line 1")
    expect(refusal('-- x\n-- revision: a\n').message).toBe('a.sql:2: the header has no `-- down revision:` line')
    expect(refusal('-- revision: a\n-- down revision:\n-- transaction: maybe\n').line).toBe(3)
  })
})

describe('the description of a SQL file', () => {
  it('is its first comment line that is no header line', () => {
    expect(scanSqlDescription('-- revision: a\n-- add: a table\nSELECT 1')).toBe('add: a table')
    expect(scanSqlDescription('SELECT 1 -- no')).toBe('')
  })
})
