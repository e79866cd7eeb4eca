import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { layoutBlindChecksum } from '@mig/sql'
import { clientNames, findClient, runByClient } from '../support/clients.js'
import { databases, type TestServer } from '../support/servers.js'
import { editedScripts, wholeScriptEdits } from './checksum-edits.js'
import { serverParse } from './server-parse.js'

/** Runs a text by the server's own client on an empty database, and reads what the server has made of it. */
async function parseByServer(server: TestServer, text: string): Promise<string> {
  const place = await server.create()
  try {
    const { exitCode, output } = runByClient(place.url, text, ['--comments'])
    // what the server refuses is told apart by its refusal, without the place of it
    if (exitCode !== 0) return `refused: ${output}`
    await using database = await connect(place.url)
    await using session = await database.session()
    return await serverParse(database, session)
  } finally {
    await place.dispose()
  }
}

/** The short run asks the server about some of the edits; the checksum of each is compared in both runs. */
const sampled = <Item>(edits: readonly Item[]): readonly Item[] =>
  process.env['MIG_FAULTS_LONG'] === '1' ? edits : edits.filter((_edit, index) => index % 11 === 0)

for (const server of databases) {
  const { dialect } = server
  const { script, layout, meaning } = editedScripts[dialect]
  const suite = findClient(dialect) === undefined ? describe.skip : describe

  suite(`the checksum of an edited script, beside ${server.name}'s own parse by ${clientNames[dialect].join(' or ')}`, () => {
    const score = { layout: 0, falseAlarms: 0, meaning: 0, misses: 0, unseen: 0 }
    const plainChecksum = layoutBlindChecksum(script, dialect)
    let plain: Promise<string> | undefined
    const parsed = async (): Promise<string> => (plain ??= parseByServer(server, script))

    it('the script itself runs', async () => {
      expect(await parsed()).not.toMatch(/^refused/)
    })

    const layoutEdits = [
      ...layout.map(({ from, to }) => ({ title: `${JSON.stringify(from)} → ${JSON.stringify(to)}`, text: script.replace(from, () => to) })),
      ...wholeScriptEdits(script),
    ]
    const meaningEdits = meaning.map((edit) => ({
      ...edit,
      title: `${JSON.stringify(edit.from)} → ${JSON.stringify(edit.to)}`,
      text: script.replace(edit.from, () => edit.to),
    }))

    it('every edit changes the text', () => {
      expect([...layoutEdits, ...meaningEdits].filter(({ text }) => text === script)).toEqual([])
    })

    it('an edit of layout is none', () => {
      const alarms = layoutEdits.filter(({ text }) => layoutBlindChecksum(text, dialect) !== plainChecksum)
      score.falseAlarms = alarms.length
      expect(alarms.map(({ title }) => title)).toEqual([])
    })

    it('an edit of meaning is one', () => {
      const misses = meaningEdits.filter(({ text }) => layoutBlindChecksum(text, dialect) === plainChecksum)
      score.misses = misses.length
      expect(misses.map(({ title }) => title)).toEqual([])
    })

    it('the server reads edits of layout alike', { timeout: 600_000 }, async () => {
      const differing: string[] = []
      for (const { title, text } of sampled(layoutEdits)) {
        if ((await parseByServer(server, text)) !== (await parsed())) differing.push(title)
        score.layout += 1
      }
      expect(differing).toEqual([])
    })

    it('the server tells edits of meaning apart', { timeout: 600_000 }, async () => {
      const wrong: string[] = []
      for (const { title, text, blind } of sampled(meaningEdits)) {
        const alike = (await parseByServer(server, text)) === (await parsed())
        if (alike !== (blind !== undefined)) wrong.push(title)
        score.meaning += 1
        if (blind !== undefined) score.unseen += 1
      }
      expect(wrong).toEqual([])
    })

    it('there are forty edits of each kind', () => {
      expect(layoutEdits.length).toBeGreaterThanOrEqual(40)
      expect(meaning.length).toBeGreaterThanOrEqual(40)
    })

    afterAll(() =>
      console.log(
        `checksum, ${server.name}: ${layoutEdits.length} layout edits, ${score.falseAlarms} false alarms (${score.layout} read by the server); ` +
          `${meaning.length} meaning edits, ${score.misses} misses (${score.meaning} read by the server, ${score.unseen} of them alike to it)`,
      ),
    )
  })
}
