import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DagRepository, initRepository } from '@mig/dag'
import { tempFolder, type TempFolder } from '../../../test/support/temp-folder.js'
import { refusal } from './refusal.js'

let folder: TempFolder
let location: string
beforeEach(async () => {
  folder = await tempFolder()
  location = join(folder.path, 'migrations')
})
afterEach(async () => folder[Symbol.asyncDispose]())

const write = (name: string, text: string): void => writeFileSync(join(location, 'versions', name), text)
const sql = (id: string, down = '', more = ''): string =>
  `-- about ${id}\n-- revision: ${id}\n-- down revision: ${down}\n${more}\n-- migrate:up\nSELECT 1;\n-- migrate:down\n`

describe('a repository of SQL, TypeScript and JavaScript', () => {
  beforeEach(async () => {
    await initRepository(location)
    write('z_first.sql', sql('aaa1'))
    write(
      'second.ts',
      `/** about bbb2 */\nexport const revision = 'bbb2'\nexport const downRevision = 'aaa1'\nexport const branchLabels = 'billing'\nthrow new Error('this file must not run')\n`,
    )
    write('third.js', `export const revision = ['c', 'cc3'].join('')\nexport const downRevision = 'bbb2'\n`)
    write('beside.py', 'revision = "ddd4"')
    write('README.md', 'notes')
  })

  it('is read without running what can be read from its text', async () => {
    const graph = await (await DagRepository.open(location)).graph()
    expect(graph.heads()).toEqual(['ccc3'])
    expect([...graph.ancestors(['ccc3'])].sort()).toEqual(['aaa1', 'bbb2', 'ccc3'])
    expect(graph.get('bbb2')).toMatchObject({
      description: 'about bbb2',
      labels: ['billing'],
      file: join(location, 'versions', 'second.ts'),
    })
  })

  it('gives the script behind a revision', async () => {
    const repository = await DagRepository.open(location)
    const script = await repository.script('aaa1')
    expect(script.description).toBe('about aaa1')
    expect(await script.body('upgrade', 'sqlite')).toMatchObject({ kind: 'sql', statements: [{ text: 'SELECT 1' }] })
    expect((await refusal(() => repository.script('nope'))).code).toBe('MIG_TARGET_UNKNOWN')
  })

  it('keeps what it read until it is told to read again', async () => {
    const repository = await DagRepository.open(location)
    await repository.graph()
    write('fourth.sql', sql('ddd4', 'ccc3'))
    expect((await repository.graph()).heads()).toEqual(['ccc3'])
    repository.reload()
    expect((await repository.graph()).heads()).toEqual(['ddd4'])
  })

  it('does not keep a failure: the next call reads the corrected file', async () => {
    const repository = await DagRepository.open(location)
    write('fourth.sql', sql('ddd4', 'nowhere'))
    const error = await refusal(() => repository.graph())
    expect([error.code, error.message]).toEqual([
      'MIG_PARENT_MISSING',
      `revision 'ddd4' has the down revision 'nowhere', which does not exist (${join(location, 'versions', 'fourth.sql')})`,
    ])
    write('fourth.sql', sql('ddd4', 'ccc3'))
    expect((await repository.graph()).heads()).toEqual(['ddd4'])
  })

  for (const [id, fact] of [
    ['a@b', "holds '@'"],
    ['a-b', "holds '-'"],
    ['a:b', "holds ':'"],
    ['head', 'is a word that targets use'],
    ['x'.repeat(129), 'is longer than 128 characters'],
  ] as const) {
    it(`refuses the id ${id.slice(0, 10)}, naming the file`, async () => {
      write('odd.js', `export const revision = '${id}'\nexport const downRevision = null\n`)
      const error = await refusal(async () => (await DagRepository.open(location)).graph())
      expect(error.code).toBe('MIG_REVISION_ID')
      expect(error.message).toContain(fact)
      expect(error.message).toContain(join(location, 'versions', 'odd.js'))
    })
  }

  it('refuses an id in two files, naming both', async () => {
    write('again.sql', sql('aaa1'))
    const error = await refusal(async () => (await DagRepository.open(location)).graph())
    expect(error.code).toBe('MIG_REVISION_DUPLICATE')
    expect(error.details['files']).toEqual([join(location, 'versions', 'again.sql'), join(location, 'versions', 'z_first.sql')])
  })

  it('reads its releases', async () => {
    writeFileSync(join(location, 'releases.json'), '{ "1.0.0": ["bbb2"] }')
    const repository = await DagRepository.open(location)
    expect(await repository.resolve('upgrade', 'release:1', [])).toEqual({ kind: 'apply', revisions: ['bbb2'] })
  })
})

describe('old numbers in a converted repository', () => {
  beforeEach(async () => {
    await initRepository(location)
    write('1.sql', sql('2f00aa'))
    write('2.sql', sql('7e11bb', '2f00aa'))
    write('3.sql', sql('9d22cc', '7e11bb'))
    const versions = [
      { version: '1', revision: null },
      { version: '2', revision: '2f00aa' },
      { version: '3', revision: '7e11bb' },
      { version: '4', revision: '7e11bb', dropped: true },
      { version: '7', revision: '9d22cc' },
    ]
    writeFileSync(join(location, 'legacy.json'), JSON.stringify({ format: 1, versions }))
  })

  const goal = async (target: string) => (await (await DagRepository.open(location)).resolve('upgrade', target, [])).revisions

  it('name the revision of the record, before the beginning of an id', async () => {
    expect((await DagRepository.open(location)).legacyRecord).toBe(join(location, 'legacy.json'))
    expect(await goal('7')).toEqual(['9d22cc'])
    expect(await goal('003')).toEqual(['7e11bb'])
    expect(await goal('4')).toEqual(['7e11bb'])
    expect(await goal('2+1')).toEqual(['7e11bb'])
    expect(await goal('9')).toEqual(['9d22cc'])
  })

  it('are nothing below the first revision', async () => {
    expect(await goal('0')).toEqual([])
    expect(await goal('1')).toEqual([])
  })

  it('are the ends of ranges', async () => {
    const repository = await DagRepository.open(location)
    expect(await repository.history('3:7', [])).toEqual(['9d22cc', '7e11bb'])
    expect((await repository.resolveOffline('upgrade', '2:3')).goal.revisions).toEqual(['7e11bb'])
  })

  it('are refused where they were never converted', async () => {
    const error = await refusal(() => goal('88'))
    expect([error.code, error.hint]).toEqual(['MIG_TARGET_UNKNOWN', 'The last converted version is 7.'])
  })

  it('are refused plainly where the record is broken', async () => {
    writeFileSync(join(location, 'legacy.json'), '{ "versions": ')
    expect((await refusal(() => goal('7'))).code).toBe('MIG_REPOSITORY_INVALID')
  })
})

describe('old versions that are no plain numbers', () => {
  const entry = (version: string, revision: string, file: string, recorded?: string) => ({
    version,
    revision,
    files: [{ file }],
    ...(recorded === undefined ? {} : { recorded }),
  })
  const goalIn = async (versions: readonly unknown[], target: string) => {
    await initRepository(location)
    write('1.sql', sql('2f00aa'))
    write('2.sql', sql('7e11bb', '2f00aa'))
    write('3.sql', sql('9d22cc', '7e11bb'))
    writeFileSync(join(location, 'legacy.json'), JSON.stringify({ format: 1, versions }))
    return (await (await DagRepository.open(location)).resolve('upgrade', target, [])).revisions
  }
  const flyway = [
    entry('1.2', '2f00aa', 'V1_2__orders.sql'),
    entry('1.10', '7e11bb', 'sub/V1.10__seed.sql'),
    entry('2', '9d22cc', 'V2.0__c.sql'),
  ]
  const prisma = [
    entry('20240101000000_init', '2f00aa', '20240101000000_init/migration.sql', '20240101000000_init'),
    entry('20240202_seed', '7e11bb', '20240202_seed/migration.sql', '20240202_seed'),
    entry('20240202_more', '9d22cc', '20240202_more/migration.sql', '20240202_more'),
  ]
  const typeorm = [
    entry('1700000000000-Customer', '2f00aa', '1700000000000-Customer.ts', 'Customer1700000000000'),
    entry('1700000000001-Orders', '7e11bb', '1700000000001-Orders.ts', 'Orders1700000000001'),
  ]
  const diesel = [
    entry('20170831123456', '2f00aa', '2017-08-31-123456_orders/up.sql'),
    entry('20181345996199', '7e11bb', '2018-13-45-996199_vacuum/up.sql'),
  ]
  const supabase = [entry('00', '2f00aa', '00_init.sql', '00'), entry('20210101000000', '7e11bb', '20210101000000_orders.sql')]
  const dbMigrate = [entry('20240101000000-customer', '2f00aa', '20240101000000-customer.js', '/20240101000000-customer')]

  it.each([
    [flyway, '1.2', '2f00aa'],
    [flyway, '1_2', '2f00aa'],
    [flyway, 'V1_2__', '2f00aa'],
    [flyway, 'V1.2', '2f00aa'],
    [flyway, 'V1_2__orders', '2f00aa'],
    [flyway, 'V1_2__orders.sql', '2f00aa'],
    [flyway, '1.10', '7e11bb'],
    [flyway, 'V1.10__seed', '7e11bb'],
    [flyway, '1.2+1', '7e11bb'],
    [flyway, '2', '9d22cc'],
    [flyway, '2.0', '9d22cc'],
    [prisma, '20240101000000', '2f00aa'],
    [prisma, '20240101000000_init', '2f00aa'],
    [prisma, '20240202_more', '9d22cc'],
    [prisma, '20240202_more-1', '7e11bb'],
    [typeorm, '1700000000001', '7e11bb'],
    [typeorm, '1700000000001-Orders', '7e11bb'],
    [typeorm, 'Orders1700000000001', '7e11bb'],
    [typeorm, 'Orders1700000000001-1', '2f00aa'],
    [diesel, '2017-08-31-123456', '2f00aa'],
    [diesel, '2018-13-45-996199_vacuum', '7e11bb'],
    [diesel, '20181345996199', '7e11bb'],
    [supabase, '00', '2f00aa'],
    [supabase, '20210101000000', '7e11bb'],
    [dbMigrate, '20240101000000-customer', '2f00aa'],
    [dbMigrate, '20240101000000', '2f00aa'],
    // what the graph itself has comes first
    [flyway, '9d2', '9d22cc'],
  ] as const)('%#: %s', async (versions, target, revision) => {
    expect(await goalIn(versions, target)).toEqual([revision])
  })

  it('are refused where several have the number', async () => {
    const error = await refusal(() => goalIn(prisma, '20240202'))
    expect([error.code, error.message]).toEqual([
      'MIG_TARGET_AMBIGUOUS',
      "'20240202' is the number of 2 old versions: 20240202_seed, 20240202_more",
    ])
  })

  it('are refused as any target where nothing is called so', async () => {
    expect((await refusal(() => goalIn(flyway, 'V9__nothing'))).code).toBe('MIG_TARGET_UNKNOWN')
  })
})

describe('what is no DAG repository', () => {
  const open = () => refusal(() => DagRepository.open(location))

  it('is a folder that does not exist', async () => expect((await open()).message).toBe(`there is no folder '${location}'`))
  it('is a file', async () => {
    writeFileSync(location, '')
    expect([(await open()).code, (await open()).message]).toEqual([
      'MIG_REPOSITORY_MISSING',
      `'${location}' is a file, not a repository folder`,
    ])
  })
  it('is a folder without versions', async () => {
    mkdirSync(location)
    expect((await open()).code).toBe('MIG_REPOSITORY_MISSING')
  })
  for (const config of ['mig.cfg.json', 'migrate.cfg']) {
    it(`is a numbered repository, with ${config}`, async () => {
      mkdirSync(join(location, 'versions'), { recursive: true })
      writeFileSync(join(location, config), '')
      const error = await open()
      expect([error.code, error.hint]).toEqual(['MIG_MODE_MISMATCH', 'Set mode to "linear", or turn it into a hash graph: mig convert'])
    })
  }
})

describe('a new repository', () => {
  it('is an empty one that opens', async () => {
    await initRepository(location)
    expect(readdirSync(location).sort()).toEqual(['README.md', 'versions'])
    expect((await (await DagRepository.open(location)).graph()).size).toBe(0)
  })

  it('may be made in an empty folder', async () => {
    mkdirSync(location)
    await initRepository(location)
    expect(readdirSync(location)).toContain('versions')
  })

  it('is not made where something is, and touches nothing', async () => {
    mkdirSync(location)
    writeFileSync(join(location, 'mine.txt'), 'mine')
    expect((await refusal(() => initRepository(location))).code).toBe('MIG_REPOSITORY_EXISTS')
    expect(readdirSync(location)).toEqual(['mine.txt'])
    expect((await refusal(() => initRepository(join(location, 'mine.txt')))).message).toBe(`'${join(location, 'mine.txt')}' is a file`)
  })
})
