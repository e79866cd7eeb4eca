import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePlan } from '@mig/core'
import { LinearRepository } from '@mig/linear'
import { refusal } from './refusal.js'
import { numbered, sample, sampleFolder } from './sample.js'

describe('the graph of a numbered repository', () => {
  it('is a chain over the numbers that are there', async () => {
    await using made = await sample(['000_never.sql', '001_add_a_table.ts', '0003_b.sql', '010_c_default_upgrade.sql'])
    const graph = await made.repository.graph()
    expect(graph.ids().map((id) => [id, graph.get(id).downRevisions])).toEqual([
      ['1', []],
      ['3', ['1']],
      ['10', ['3']],
    ])
    expect(graph.get('1').description).toBe('add a table')
    expect(graph.heads()).toEqual(['10'])
  })

  it('sees a new file after a reload', async () => {
    await using made = await sample(numbered(1))
    expect((await made.repository.graph()).heads()).toEqual(['1'])
    await writeFile(join(made.location, 'versions', '002_b.sql'), '')
    made.repository.reload()
    expect((await made.repository.graph()).heads()).toEqual(['2'])
  })

  it('is empty for an empty repository', async () => {
    await using made = await sample([])
    expect((await made.repository.graph()).heads()).toEqual([])
    expect(await made.repository.resolve('upgrade', 'latest', [])).toEqual({ kind: 'apply', revisions: [] })
  })

  it('lists what is wrong without throwing it', async () => {
    await using made = await sample(['001_a.ts', '001_b.ts', '002_x.txt'])
    expect((await made.repository.problems()).map(({ code }) => code)).toEqual(['MIG_SCRIPT_NAME', 'MIG_VERSION_COLLISION'])
    expect((await refusal(() => made.repository.graph())).code).toBe('MIG_VERSION_COLLISION')
  })
})

describe('a row', () => {
  it('stands at its own script, or at the highest below it', async () => {
    await using made = await sample(numbered(5, 6, 9))
    const { repository } = made
    expect(await repository.position([])).toEqual([])
    expect(await repository.position(['4'])).toEqual([])
    expect(await repository.position(['6'])).toEqual(['6'])
    expect(await repository.position(['8'])).toEqual(['6'])
  })

  it('above the last version is refused with both numbers', async () => {
    await using made = await sample(numbered(1, 2))
    expect(await refusal(() => made.repository.position(['7']))).toMatchObject({
      code: 'MIG_ROW_UNKNOWN',
      message: 'the database is at version 7, above the last one of this repository, 2',
    })
  })

  it('that holds NULL is refused', async () => {
    await using made = await sample(numbered(1, 2))
    expect(await refusal(() => made.repository.position(['NULL']))).toMatchObject({
      code: 'MIG_ROW_UNKNOWN',
      hint: expect.stringContaining('--purge'),
    })
  })

  it('of a repository that begins above it is upgraded from there', async () => {
    await using made = await sample(numbered(216, 217))
    const goal = await made.repository.resolve('upgrade', 'latest', ['215'])
    const plan = makePlan(await made.repository.graph(), await made.repository.position(['215']), goal)
    expect(plan.steps.map((step) => step.kind === 'upgrade' && step.revision)).toEqual(['216', '217'])
  })
})

describe('looking for a version', () => {
  it('finds what a target names', async () => {
    await using made = await sample(numbered(1, 2, 3))
    const { repository } = made
    expect(await repository.find('002', [])).toEqual(['2'])
    expect(await repository.find('latest', [])).toEqual(['3'])
    expect(await repository.find('current', ['2'])).toEqual(['2'])
    expect(await repository.find('-1', ['2'])).toEqual(['1'])
    expect(await repository.find('base', ['2'])).toEqual([])
    expect((await refusal(() => repository.find('7', []))).code).toBe('MIG_TARGET_UNKNOWN')
  })

  it('lists a range, newest first', async () => {
    await using made = await sample(numbered(1, 2, 4, 5))
    const { repository } = made
    expect(await repository.history(undefined, [])).toEqual(['5', '4', '2', '1'])
    expect(await repository.history('2:4', [])).toEqual(['4', '2'])
    expect(await repository.history('3:', [])).toEqual(['5', '4'])
    expect(await repository.history(':current', ['2'])).toEqual(['2', '1'])
    expect(await repository.history('base:1', [])).toEqual(['1'])
    expect((await refusal(() => repository.history('4:2', []))).code).toBe('MIG_TARGET_RANGE')
    expect((await refusal(() => repository.history('4', []))).code).toBe('MIG_TARGET_INVALID')
  })
})

describe('the script of a version', () => {
  const sql = (name: string) => `CREATE TABLE ${name} (id INTEGER);\n`
  const bodyOf = async (
    files: Readonly<Record<string, string>>,
    direction: 'upgrade' | 'downgrade',
    dialect: 'sqlite' | 'mysql' | 'postgres',
  ) => {
    await using made = await sample(files)
    const body = await (await made.repository.script('2')).body(direction, dialect)
    return body?.kind === 'sql' ? body.statements.map((statement) => statement.text).join() : body?.kind
  }

  it('is SQL for the dialect before SQL for all before code, each direction on its own', async () => {
    const files = {
      '002_a_postgresql_upgrade.sql': sql('specific'),
      '002_a_default_upgrade.sql': sql('common'),
      '002_a_mariadb_downgrade.sql': 'DROP TABLE a;',
      '002_a.mjs': 'export const upgrade = () => {}\nexport const downgrade = () => {}\n',
    }
    expect(await bodyOf(files, 'upgrade', 'postgres')).toContain('specific')
    expect(await bodyOf(files, 'upgrade', 'sqlite')).toContain('common')
    expect(await bodyOf(files, 'downgrade', 'mysql')).toContain('DROP')
    expect(await bodyOf(files, 'downgrade', 'sqlite')).toBe('code')
  })

  it('is a no-op where the file is empty or only a comment', async () => {
    expect(await bodyOf({ '002_a_default_upgrade.sql': '' }, 'upgrade', 'sqlite')).toBe('')
    expect(await bodyOf({ '002_a_default_upgrade.sql': '-- reserved\n' }, 'upgrade', 'mysql')).toBe('')
  })

  it('has sections in one file', async () => {
    const file = { '002_a.sql': `-- migrate:up\n${sql('x')}-- migrate:down\nDROP TABLE x;\n` }
    expect(await bodyOf(file, 'upgrade', 'sqlite')).toContain('CREATE')
    expect(await bodyOf(file, 'downgrade', 'sqlite')).toContain('DROP')
  })

  it('is refused where it has an upgrade for other databases only', async () => {
    for (const name of ['002_a_mysql_upgrade.sql', '002_a_oracle_upgrade.sql']) {
      const error = await refusal(() => bodyOf({ [name]: sql('x') }, 'upgrade', 'sqlite'))
      expect(error).toMatchObject({
        code: 'MIG_SCRIPT_DIALECT',
        message: expect.stringContaining(name),
        hint: 'Add 002_a_sqlite_upgrade.sql and 002_a_sqlite_downgrade.sql, or default ones. Nothing was changed.',
      })
    }
    const back = { '002_mysql_upgrade.sql': sql('x'), '002_default_downgrade.sql': 'DROP TABLE x;' }
    expect((await refusal(() => bodyOf(back, 'upgrade', 'postgres'))).hint).toContain('Add 002_postgresql_upgrade.sql, or a default one.')
    const section = { '002_a.sql': `-- migrate:up mysql\n${sql('x')}` }
    expect((await refusal(() => bodyOf(section, 'upgrade', 'sqlite'))).hint).toContain('Add a section to 002_a.sql: -- migrate:up sqlite.')
  })

  it('has no way back where no file has one, and is refused where only others have', async () => {
    const up = { '002_a_default_upgrade.sql': sql('x') }
    expect(await bodyOf(up, 'downgrade', 'sqlite')).toBeUndefined()
    const down = { ...up, '002_a_mysql_downgrade.sql': 'DROP TABLE x;' }
    expect((await refusal(() => bodyOf(down, 'downgrade', 'sqlite'))).code).toBe('MIG_SCRIPT_DIALECT')
    const section = { '002_a.sql': `-- migrate:up\n${sql('x')}-- migrate:down mysql\nDROP TABLE x;\n` }
    expect((await refusal(() => bodyOf(section, 'downgrade', 'sqlite'))).code).toBe('MIG_SCRIPT_DIALECT')
  })

  it('in Python is in the graph and is refused by name when it would run', async () => {
    const python = { '002_a.py': 'def upgrade(e): pass\n', '002_a_sqlite_upgrade.sql': sql('x') }
    expect(await bodyOf(python, 'upgrade', 'sqlite')).toContain('CREATE')
    for (const [direction, dialect] of [
      ['upgrade', 'mysql'],
      ['downgrade', 'sqlite'],
    ] as const) {
      const error = await refusal(() => bodyOf(python, direction, dialect))
      expect(error).toMatchObject({
        code: 'MIG_SCRIPT_LANGUAGE',
        message: expect.stringContaining('002_a.py'),
        hint: expect.stringContaining('mig convert'),
      })
    }
  })

  it('in Python gives way to its translation', async () => {
    const translated = { '002_a.py': '', '002_a.mjs': 'export const upgrade = () => {}\n' }
    expect(await bodyOf(translated, 'upgrade', 'mysql')).toBe('code')
    expect(await bodyOf(translated, 'downgrade', 'mysql')).toBeUndefined()
  })

  it('that is not there is told', async () => {
    await using made = await sample(numbered(1))
    expect((await refusal(() => made.repository.script('9'))).code).toBe('MIG_TARGET_UNKNOWN')
  })
})

it('a repository of SQLAlchemy Migrate opens with its .sql and .py side by side', async () => {
  await using folder = await sampleFolder(['001_a.py', '002_b_mysql_upgrade.sql', '002_b_mysql_downgrade.sql', '__init__.py'], {
    'migrate.cfg': '[db_settings]\nrepository_id=nova\nversion_table=migrate_version\nrequired_dbs=[]\n',
  })
  const repository = await LinearRepository.open(folder.path)
  expect((await repository.graph()).ids()).toEqual(['1', '2'])
  expect(repository.ledger().table).toBe('migrate_version')
})
