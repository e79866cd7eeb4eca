import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initRepository, LinearRepository } from '@mig/linear'
import { tempFolder } from '../../../test/support/temp-folder.js'
import { sample } from './sample.js'

async function fresh(numbering: 'sequential' | 'timestamp' = 'sequential') {
  const folder = await tempFolder()
  await initRepository(join(folder.path, 'shop'), { repositoryId: 'shop', numbering })
  const repository = await LinearRepository.open(join(folder.path, 'shop'))
  return {
    repository,
    latest: join(repository.location, 'versions', 'LATEST'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('versions/LATEST', () => {
  it('is empty in a new repository, and then one line', async () => {
    await using made = await fresh()
    expect(readFileSync(made.latest, 'utf8')).toBe('')
    await made.repository.create({ description: 'Add account table' })
    expect(readFileSync(made.latest, 'utf8')).toBe('001 Add_account_table\n')
    await made.repository.create({ description: 'email', language: 'sql' })
    expect(readFileSync(made.latest, 'utf8')).toBe('002 email (sql)\n')
    await made.repository.create({ description: '' })
    expect(readFileSync(made.latest, 'utf8')).toBe('003\n')
    await made.repository.create({ description: 'city', language: 'sql', dialect: 'mysql' })
    const expected = '004 city (mysql)\n'
    expect(await made.repository.headFiles()).toEqual([{ path: made.latest, expected, found: expected }])
  })

  it('holds the last number however many are written at once', async () => {
    await using made = await fresh()
    const others = await Promise.all(Array.from({ length: 8 }, () => LinearRepository.open(made.repository.location)))
    await Promise.all(others.map((repository, index) => repository.create({ description: `by ${index}` })))
    const [head] = await made.repository.headFiles()
    expect([head?.found, head?.expected?.slice(0, 3)]).toEqual([head?.expected, '008'])
  })

  it('is put right after a merge that left two versions under one number', async () => {
    await using made = await fresh()
    const versions = join(made.repository.location, 'versions')
    for (const name of ['001_a.ts', '001_b.ts']) writeFileSync(join(versions, name), '')
    writeFileSync(made.latest, '<<<<<<< HEAD\n001 a\n=======\n001 b\n>>>>>>> other\n')
    expect(await made.repository.headFiles()).toMatchObject([{ expected: '001 a\n' }])
    await made.repository.writeHeadFiles()
    expect(readFileSync(made.latest, 'utf8')).toBe('001 a\n')
  })

  it('is off in a repository that has none until it is asked for', async () => {
    await using made = await sample(['041_add_a_table.sql'])
    await made.repository.create({ description: 'b' })
    expect(await made.repository.headFiles()).toEqual([])
    await made.repository.writeHeadFiles()
    expect(readFileSync(join(made.location, 'versions', 'LATEST'), 'utf8')).toBe('042 b\n')
  })

  it('is not kept where numbers are times: no two branches take one', async () => {
    await using made = await fresh('timestamp')
    await made.repository.writeHeadFiles()
    expect(existsSync(made.latest)).toBe(false)
    expect(await made.repository.headFiles()).toEqual([])
    expect(readdirSync(join(made.repository.location, 'versions'))).toEqual(['.gitkeep'])
  })
})
