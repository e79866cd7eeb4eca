import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactUrl } from '../src/index.js'

describe('a redacted URL', () => {
  it.each([
    ['postgres://mig:secret@db/app', 'postgres://mig:***@db/app'],
    ['postgres://mig:se@cr:et@db/app', 'postgres://mig:***@db/app'],
    ['postgres://mig:se/cr?et#@db:5432/app?sslmode=require', 'postgres://mig:***@db:5432/app?sslmode=require'],
    ['postgres://mig:secret@db/app?password=secret&x=1', 'postgres://mig:***@db/app?password=***&x=1'],
    ['mysql://db/app?user=u&PASSWORD=secret', 'mysql://db/app?user=u&PASSWORD=***'],
    ['postgres://mig@db/app', 'postgres://mig@db/app'],
    ['postgres://:secret@db/app', 'postgres://:***@db/app'],
    ['oracle+x://mig:secret@db/app', 'oracle+x://mig:***@db/app'],
    ['mig:secret@db/app', 'mig:***@db/app'],
    ['postgres:mig:secret@db', 'postgres:***@db'],
    ['postgres://mig:secret@db/a/b@', 'postgres://mig:***@'],
    ['postgres://mig:sec/ret', 'postgres://mig:sec/ret'],
    ['sqlite:./a:b@c.db', 'sqlite:./a:b@c.db'],
    ['', ''],
    ['no url at all', 'no url at all'],
  ])('%s is printed as %s', (url, printed) => {
    expect(redactUrl(url)).toBe(printed)
  })

  it('never throws and is the same when redacted again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = redactUrl(text)
        expect(redactUrl(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('never shows the password of a URL, however it is written', () => {
    const password = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => `Q7${text}Q7`)
    fc.assert(
      fc.property(password, fc.boolean(), (secret, encode) => {
        const written = encode ? encodeURIComponent(secret) : secret
        expect(redactUrl(`postgres://mig:${written}@db.example:5432/app?sslmode=require`)).not.toContain('Q7')
      }),
      { numRuns: 500 },
    )
  })
})
