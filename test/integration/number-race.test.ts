import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initRepository, LinearRepository } from '@mig/linear'
import { otherProcess } from '../support/other-process.js'
import { tempFolder } from '../support/temp-folder.js'

describe('processes that write versions at the same moment', () => {
  it('never take one number twice and leave no number out', async () => {
    await using folder = await tempFolder()
    await initRepository(folder.path, { repositoryId: 'shop' })
    const each = 12
    const names = ['ann', 'bob', 'cay']
    const processes = await Promise.all(names.map((name) => otherProcess('create-versions.ts', folder.path, name, String(each))))
    try {
      await Promise.all(processes.map((one) => one.line('done')))
    } finally {
      await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()))
    }
    const repository = await LinearRepository.open(folder.path)
    expect(await repository.problems()).toEqual([])
    const numbers = (await repository.graph()).ids().map(Number)
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: names.length * each }, (_, index) => index + 1))
    const unfinished = readdirSync(join(folder.path, 'versions')).filter((name) => name !== 'LATEST' && !/^\d{3}_/.test(name))
    expect(unfinished).toEqual([])
    const [head] = await repository.headFiles()
    expect(head?.found).toBe(head?.expected)
  })
})
