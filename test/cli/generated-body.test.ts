import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { generatedBody } from '../../packages/cli/src/models/script-body.js'

describe('what has to be done by hand', () => {
  it('stays a comment, whatever breaks are in its names', async () => {
    await using database = await connect('sqlite::memory:')
    const compared = await database.inspect()
    const difference = {
      operations: [],
      notes: ['a\nDROP TABLE b; \u2028c.d: write\r\nthis'],
      proposals: [],
      compared,
      models: '',
      subject: '',
    }
    const said = 'by hand: a DROP TABLE b; c.d: write this'
    expect((await generatedBody(difference, database, 'sql')).upgrade).toBe(`-- ${said}`)
    expect((await generatedBody(difference, database, 'ts')).upgrade).toBe(`// ${said}`)
  })
})
