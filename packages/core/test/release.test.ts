import { describe, expect, it } from 'vitest'
import {
  checkEngine,
  checkReleaseVersion,
  engineVersion,
  isMigError,
  parseReleases,
  releasePosition,
  renderReleases,
  selectRelease,
  type MigError,
  type Releases,
} from '@mig/core'
import { draw } from './draw.js'

async function refusal(run: () => Promise<unknown>): Promise<MigError> {
  try {
    await run()
  } catch (error) {
    if (isMigError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('releases.json', () => {
  it('is read and written, oldest first by version and not by text', async () => {
    const releases = await parseReleases('{ "10.0.0": ["c"], "9.0.0": ["a", "b"], "9.0.0-rc.1": ["a"] }', 'releases.json')
    expect(releases.get('9.0.0')).toEqual(['a', 'b'])
    expect(Object.keys(JSON.parse(await renderReleases(releases)) as object)).toEqual(['9.0.0-rc.1', '9.0.0', '10.0.0'])
    expect(await parseReleases(await renderReleases(releases), 'again')).toEqual(new Map([...releases].sort()))
  })

  for (const [text, fact] of [
    ['{', 'is no JSON'],
    ['[]', 'is no object'],
    ['null', 'is no object'],
    ['{ "v1": [] }', "'v1' is no semantic version"],
    ['{ "1.0": [] }', "'1.0' is no semantic version"],
    ['{ "1.0.0": "a" }', "release '1.0.0' holds no list of revision ids"],
    ['{ "1.0.0": [1] }', "release '1.0.0' holds no list of revision ids"],
  ] as const) {
    it(`${text} is refused, naming the file`, async () => {
      const error = await refusal(() => parseReleases(text, '/app/releases.json'))
      expect(error.code).toBe('MIG_RELEASES_INVALID')
      expect(error.message).toContain(fact)
      expect(error.message).toContain('/app/releases.json')
    })
  }
})

describe('a release is chosen', () => {
  const releases: Releases = new Map([
    ['1.0.0', ['a']],
    ['1.2.0', ['b']],
    ['2.0.0-rc.1', ['c']],
  ])

  it('by its version', async () => expect(await selectRelease(releases, '1.0.0')).toEqual({ version: '1.0.0', heads: ['a'] }))
  it('as the newest of a range', async () => expect((await selectRelease(releases, '^1')).version).toBe('1.2.0'))
  it('as a pre-release only where that is named', async () => {
    expect((await selectRelease(releases, '2.0.0-rc.1')).version).toBe('2.0.0-rc.1')
    expect((await refusal(() => selectRelease(releases, '^2'))).code).toBe('MIG_RELEASE_UNKNOWN')
  })
  it('from those that are tagged, or refused with them', async () => {
    expect((await refusal(() => selectRelease(releases, 'no range'))).hint).toBe('Tagged releases: 1.0.0, 1.2.0, 2.0.0-rc.1')
    expect((await refusal(() => selectRelease(new Map(), '^1'))).hint).toBe('No release is tagged yet; tag one with: mig tag VERSION')
  })
})

describe('a database among the releases', () => {
  const graph = draw('a -> b -> c -> d', 'x')
  const releases: Releases = new Map([
    ['2.0.0', ['c', 'x']],
    ['1.0.0', ['b']],
  ])
  const position = (rows: readonly string[], known: Releases = releases) => releasePosition(graph, known, graph.ancestors(rows))

  it('is at the one that it has exactly', async () => {
    expect(await position(['b'])).toEqual({ kind: 'at', version: '1.0.0' })
    expect(await position(['c', 'x'])).toEqual({ kind: 'at', version: '2.0.0' })
  })
  it('is between those that it has and has not', async () => {
    expect(await position(['c'])).toEqual({ kind: 'between', after: '1.0.0', before: '2.0.0' })
    expect(await position(['a'])).toEqual({ kind: 'between', after: undefined, before: '1.0.0' })
    expect(await position(['d', 'x'])).toEqual({ kind: 'between', after: '2.0.0', before: undefined })
  })
  it('is at none where none is tagged', async () => expect(await position(['b'], new Map())).toBeUndefined())
  it('has no release whose revisions no file declares', async () => {
    expect(await position([], new Map([['1.0.0', ['gone']]]))).toEqual({ kind: 'between', after: undefined, before: '1.0.0' })
  })
})

describe('versions that are checked', () => {
  it('are plain semantic versions when they are tagged', async () => {
    await checkReleaseVersion('2.3.0')
    expect((await refusal(() => checkReleaseVersion('v2.3.0'))).hint).toBe('Write it as 2.3.0.')
    expect((await refusal(() => checkReleaseVersion('two'))).code).toBe('MIG_OPTION_INVALID')
  })
  it('are those of the engine, for a project that asks for one', async () => {
    await checkEngine(`>=${engineVersion}`)
    expect((await refusal(() => checkEngine('>=999'))).code).toBe('MIG_ENGINE_TOO_OLD')
    expect((await refusal(() => checkEngine('newest'))).code).toBe('MIG_CONFIG_INVALID')
  })
})
