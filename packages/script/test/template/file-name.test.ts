import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderFileName, slug } from '../../src/index.js'

describe('slug', () => {
  it('joins lower-case words', () => {
    expect(slug("Create the user's  account-table!")).toBe('create_the_user_s_account_table')
    expect(slug('Größe ändern / 表を作る')).toBe('größe_ändern_表を作る')
    expect(slug(' … ')).toBe('')
  })

  it('cuts at the end of a word', () => {
    expect(slug('add the very long named column to the account table')).toBe('add_the_very_long_named_column_to_the')
    expect(slug('a'.repeat(50))).toBe('a'.repeat(40))
    expect(slug('one two', 5)).toBe('one')
  })

  it('is always short and safe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 60 }), (text, length) => {
        const result = slug(text, length)
        expect(result.length).toBeLessThanOrEqual(length)
        expect(result).toMatch(/^(?:[\p{L}\p{M}\p{N}]+(?:_[\p{L}\p{M}\p{N}]+)*)?$/u)
      }),
    )
  })
})

describe('renderFileName', () => {
  const parts = { rev: 'ae10', slug: 'add_table', date: new Date('2026-03-04T05:06:07Z') }

  it('fills the tokens that Alembic has', () => {
    expect(renderFileName('%(rev)s_%(slug)s', parts)).toBe('ae10_add_table')
    expect(renderFileName('%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d%(second).2d-%(rev)s_%(slug)s', parts)).toBe(
      '2026_03_04_050607-ae10_add_table',
    )
    expect(renderFileName('%(epoch)s%%%(rev)s', parts)).toBe('1772600767%ae10')
  })

  it('drops the separator that an empty slug leaves', () => {
    expect(renderFileName('%(rev)s_%(slug)s', { ...parts, slug: '' })).toBe('ae10')
  })

  it('refuses what makes no file name', () => {
    for (const template of ['%(slug)s', '%(rev)s_%(nope)s', '%(rev)s_%x', '../%(rev)s', 'a/%(rev)s', '.%(rev)s']) {
      expect(() => renderFileName(template, parts), template).toThrow(expect.objectContaining({ code: 'MIG_CONFIG_INVALID' }))
    }
  })
})

describe('the dates of a file name', () => {
  const template = '%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d%(second).2d_%(epoch)s_%(rev)s'
  const parts = { rev: 'ae10', slug: '', date: new Date('2025-12-31T23:04:05Z') }

  it('are those of the time zone; UTC unless another one is named', () => {
    expect(renderFileName(template, parts)).toBe('2025_12_31_230405_1767222245_ae10')
    expect(renderFileName(template, { ...parts, timezone: 'Europe/Berlin' })).toBe('2026_01_01_000405_1767222245_ae10')
    expect(renderFileName(template, { ...parts, timezone: 'Asia/Kolkata' })).toBe('2026_01_01_043405_1767222245_ae10')
    expect(renderFileName('%(rev)s_%(year)d', { ...parts, timezone: 'local' })).toMatch(/^ae10_202[56]$/)
  })

  it('need a time zone that exists', () => {
    expect(() => renderFileName(template, { ...parts, timezone: 'Mars/Olympus' })).toThrow("there is no time zone 'Mars/Olympus'")
  })
})
