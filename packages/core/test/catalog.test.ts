import { describe, expect, it } from 'vitest'
import { catalogFingerprint, compareCatalogs, type Catalog, type CatalogColumn, type CatalogTable } from '../src/index.js'

const column = (name: string, facts: Partial<CatalogColumn> = {}): CatalogColumn => ({
  name,
  type: 'integer',
  nullable: true,
  default: undefined,
  generated: undefined,
  identity: undefined,
  collation: undefined,
  comment: undefined,
  ...facts,
})

const table = (name: string, facts: Partial<CatalogTable> = {}): CatalogTable => ({
  name,
  columns: [column('id'), column('name')],
  primaryKey: undefined,
  uniques: [],
  checks: [],
  foreignKeys: [],
  indexes: [],
  comment: undefined,
  options: {},
  ...facts,
})

const catalog = (...tables: CatalogTable[]): Catalog => ({
  dialect: 'sqlite',
  tables,
  views: [],
  sequences: [],
  enums: [],
  routines: [],
  triggers: [],
})

describe('two catalogs that say the same', () => {
  it('have one fingerprint and no differences, whatever the order of members', () => {
    const one = catalog(table('account'))
    const other = { ...JSON.parse(JSON.stringify(one)), dialect: 'sqlite' } as Catalog
    expect(catalogFingerprint(other)).toBe(catalogFingerprint(one))
    expect(compareCatalogs(one, other)).toEqual([])
  })
})

describe('two catalogs that differ', () => {
  const base = catalog(table('account'))

  it('name the table that one of them lacks', () => {
    expect(compareCatalogs(base, catalog())).toMatchObject([{ place: 'table account', right: undefined }])
  })

  it('name the column and the fact', () => {
    const other = catalog(table('account', { columns: [column('id'), column('name', { type: 'text', nullable: false })] }))
    expect(compareCatalogs(base, other)).toEqual([
      { place: 'table account column name nullable', left: true, right: false },
      { place: 'table account column name type', left: 'integer', right: 'text' },
    ])
  })

  it('name the order of columns when only that differs', () => {
    const other = catalog(table('account', { columns: [column('name'), column('id')] }))
    expect(compareCatalogs(base, other)).toEqual([{ place: 'table account order of columns', left: ['id', 'name'], right: ['name', 'id'] }])
  })

  it('tell unnamed constraints apart by what they hold', () => {
    const check = (expression: string) => catalog(table('account', { checks: [{ name: undefined, expression }] }))
    expect(compareCatalogs(check('id > 0'), check('id > 1'))).toHaveLength(2)
  })

  it('differ in fingerprint exactly when a difference is listed', () => {
    for (const other of [
      catalog(),
      catalog(table('account', { comment: 'people' })),
      catalog(table('account', { options: { strict: 'yes' } })),
    ]) {
      expect(compareCatalogs(base, other)).not.toEqual([])
      expect(catalogFingerprint(other)).not.toBe(catalogFingerprint(base))
    }
  })
})
