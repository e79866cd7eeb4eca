import { describe, expect, it } from 'vitest'
import { importDriver } from '../src/import-driver.js'

const missing = (name: string) => () =>
  Promise.reject(Object.assign(new Error(`Cannot find package '${name}' imported from x`), { code: 'ERR_MODULE_NOT_FOUND' }))

describe('a driver', () => {
  it('is handed over when it is installed', async () => {
    expect(await importDriver('pg', async () => 'the driver')).toBe('the driver')
  })

  it('that is not installed names its install command', async () => {
    await expect(importDriver('pg', missing('pg'))).rejects.toMatchObject({ code: 'MIG_PACKAGE_MISSING', hint: 'npm install pg' })
  })

  it('whose native part was never built counts as not installed', async () => {
    const load = () => Promise.reject(new Error('Could not locate the bindings file. Tried: …'))
    await expect(importDriver('sqlite3', load)).rejects.toMatchObject({ code: 'MIG_PACKAGE_MISSING' })
  })

  it('that lacks a module of its own is another fault', async () => {
    await expect(importDriver('pg', missing('pg-protocol'))).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
  })

  it('pg leaves no navigator behind', async () => {
    const before = 'navigator' in globalThis
    const { openPostgres } = await import('../src/postgres/driver.js')
    const { parseDatabaseUrl } = await import('../src/index.js')
    const parts = parseDatabaseUrl('postgres://127.0.0.1:1/x')
    if (parts.dialect === 'sqlite') throw new Error('no server')
    const options = {
      lockTable: 'mig_lock',
      leaseMs: 1000,
      schema: undefined,
      connectTimeoutMs: 1000,
      lockTimeoutMs: undefined,
      statementTimeoutMs: undefined,
    }
    await expect(openPostgres(parts, options)).rejects.toThrow()
    expect('navigator' in globalThis).toBe(before)
  })
})
