import { isMigError } from '@mig/core'
import { describe, expect, it } from 'vitest'
import { chooseSection, parseSqlScript } from '../../src/index.js'

const refusal = (text: string): string => {
  try {
    parseSqlScript(text, 'a.sql')
  } catch (error) {
    if (isMigError(error, 'MIG_SCRIPT_SYNTAX')) return error.message
    throw error
  }
  throw new Error('the script was accepted')
}

describe('a SQL file without markers', () => {
  it('is one body of the direction that is asked for', () => {
    expect(parseSqlScript('\ufeffSELECT 1;\n', 'a.sql').sections).toEqual([
      { direction: 'upgrade', dialects: [], transaction: undefined, markerLine: 1, text: 'SELECT 1;\n', line: 1 },
    ])
    expect(parseSqlScript('', 'a.sql', 'downgrade').sections).toMatchObject([{ direction: 'downgrade', text: '' }])
  })

  it('may speak of migrating in its comments', () => {
    expect(parseSqlScript('-- migrate the users up to the new table\n-- migration: 3\nSELECT 1;\n', 'a.sql').sections).toHaveLength(1)
  })
})

describe('sections', () => {
  const script = parseSqlScript(
    `-- add a table
-- revision: a
/* a licence;
   over two lines */

-- migrate:up
CREATE TABLE a (id int);
-- migrate:up postgresql, sqlite transaction:false
CREATE TABLE b (id int);

--migrate:down\r
DROP TABLE a;\r
-- migrate:down mariadb
`,
    'a.sql',
  )

  it('begin at their markers and keep their lines', () => {
    expect(script.sections).toEqual([
      { direction: 'upgrade', dialects: [], transaction: undefined, markerLine: 6, line: 7, text: 'CREATE TABLE a (id int);\n' },
      {
        direction: 'upgrade',
        dialects: ['postgres', 'sqlite'],
        transaction: false,
        markerLine: 8,
        line: 9,
        text: 'CREATE TABLE b (id int);\n\n',
      },
      { direction: 'downgrade', dialects: [], transaction: undefined, markerLine: 11, line: 12, text: 'DROP TABLE a;\r\n' },
      { direction: 'downgrade', dialects: ['mysql'], transaction: undefined, markerLine: 13, line: 14, text: '' },
    ])
  })

  it('that name the dialect win over those that name none', () => {
    expect(chooseSection(script, 'upgrade', 'postgres')?.markerLine).toBe(8)
    expect(chooseSection(script, 'upgrade', 'mysql')?.markerLine).toBe(6)
    expect(chooseSection(script, 'downgrade', 'mysql')?.markerLine).toBe(13)
    expect(chooseSection(script, 'downgrade', 'sqlite')?.markerLine).toBe(11)
  })

  it('that are absent are nothing', () => {
    const onlyUp = parseSqlScript('-- migrate:up mysql\nSELECT 1;\n', 'a.sql')
    expect(chooseSection(onlyUp, 'downgrade', 'mysql')).toBeUndefined()
    expect(chooseSection(onlyUp, 'upgrade', 'sqlite')).toBeUndefined()
  })
})

describe('what a person meant as a marker is not passed over', () => {
  const near = [
    ' -- migrate:down',
    '\t-- migrate:up',
    '-- Migrate:up',
    '-- migrate: up',
    '-- migrate:upp',
    '-- migrate:upgrade',
    '-- migrat:up',
    '-- migration:down',
    '# migrate:up',
    '/* migrate:down */',
    '-- migrate down',
    '-- migrate:up;',
    'SELECT 1 -- migrate:down',
  ]
  for (const line of near) {
    it(JSON.stringify(line), () => {
      expect(refusal(`-- migrate:up\nSELECT 1;\n${line}\nSELECT 2;\n`)).toMatch(/^a\.sql:3: /)
    })
  }
})

describe('a SQL file is refused, with the line, for', () => {
  it('an unknown word behind a marker', () => {
    expect(refusal('-- migrate:up oracle\n')).toBe("a.sql:1: 'oracle' is neither a dialect nor an option of a section")
    expect(refusal('\n-- migrate:up transaction:no\n')).toBe("a.sql:2: 'transaction:no' is neither a dialect nor an option of a section")
  })

  it('two sections for one direction and dialect', () => {
    expect(refusal('-- migrate:up\n-- migrate:down\n-- migrate:up\n')).toBe(
      'a.sql:3: a second section for upgrade on every dialect; the first is in line 1',
    )
    expect(refusal('-- migrate:up mysql\n-- migrate:up sqlite mariadb\n')).toBe(
      'a.sql:2: a second section for upgrade on mysql; the first is in line 1',
    )
  })

  it('SQL before the first section', () => {
    expect(refusal('-- words\n/* x */ SELECT 1;\n-- migrate:up\n')).toBe('a.sql:2: there is SQL before the first section')
  })
})
