import { describe, expect, it } from 'vitest'
import { LinearRepository } from '@mig/linear'
import { refusal } from './refusal.js'
import { sample, sampleFolder } from './sample.js'

const config = '[db_settings]\nrepository_id=shop\nversion_table=migrate_version\n'
const wrapped = 'BEGIN\n  TRANSACTION;\nCREATE TABLE a (b varchar(9));\nEND;\n'

describe('a SQL script of a repository of SQLAlchemy Migrate', () => {
  it('runs without the transaction words that the old tool leaves out, and says so', async () => {
    await using folder = await sampleFolder({ '001_a_default_upgrade.sql': wrapped }, { 'migrate.cfg': config })
    const body = await (await (await LinearRepository.open(folder.path)).script('1')).body('upgrade', 'sqlite')
    expect(body).toMatchObject({
      statements: [{ text: 'CREATE TABLE a (b varchar(9))' }],
      notices: [
        expect.stringMatching(/001_a_default_upgrade\.sql:1: 'BEGIN TRANSACTION' is left out/),
        expect.stringMatching(/001_a_default_upgrade\.sql:4: 'END' is left out/),
      ],
    })
  })

  it('keeps the words inside bodies', async () => {
    const trigger = 'CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET b = 1;\nEND;\n'
    await using folder = await sampleFolder({ '001_a_sqlite_upgrade.sql': trigger }, { 'migrate.cfg': config })
    const body = await (await (await LinearRepository.open(folder.path)).script('1')).body('upgrade', 'sqlite')
    expect(body).toMatchObject({ statements: [{ text: trigger.trim().slice(0, -1) }] })
    expect(body).not.toHaveProperty('notices')
  })

  it('tells of per cent signs that the old drivers wanted doubled, on the servers', async () => {
    await using folder = await sampleFolder({ '001_a_default_upgrade.sql': "UPDATE a SET b = '100%%';\n" }, { 'migrate.cfg': config })
    const script = await (await LinearRepository.open(folder.path)).script('1')
    const notices = [expect.stringMatching(/:1: '%%' is sent as it stands/)]
    expect(await script.body('upgrade', 'mysql')).toMatchObject({ notices })
    expect(await script.body('upgrade', 'postgres')).toMatchObject({ notices })
    expect(await script.body('upgrade', 'sqlite')).not.toHaveProperty('notices')
  })

  it('is refused for a ROLLBACK, which would end the transaction of the step', async () => {
    await using folder = await sampleFolder({ '001_a_default_upgrade.sql': 'SELECT 1;\nROLLBACK;\n' }, { 'migrate.cfg': config })
    const script = await (await LinearRepository.open(folder.path)).script('1')
    expect(await refusal(() => script.body('upgrade', 'sqlite'))).toMatchObject({
      code: 'MIG_SQL_UNSUPPORTED',
      message: expect.stringContaining('001_a_default_upgrade.sql:2: ROLLBACK'),
    })
  })
})

describe('a SQL script of a repository of mig', () => {
  it('means what it says', async () => {
    await using made = await sample({ '001_a_default_upgrade.sql': wrapped })
    const body = await (await made.repository.script('1')).body('upgrade', 'sqlite')
    expect(body).toMatchObject({ statements: [{}, {}, {}] })
    expect(body).not.toHaveProperty('notices')
  })
})
