import { normalisedBodies } from '../map/revision-hash.js'
import type { Strand } from '../source/number-line.js'

/** What a change does, whatever its files are called: the same text for the same change, layout that a checkout changes not counted. */
export function contentOf(strand: Strand): string {
  const { body } = strand
  const tidy = (text: string) =>
    text
      .replaceAll('\r\n', '\n')
      .replaceAll(/[ \t]+$/gm, '')
      .trim()
  if (body.kind !== 'sql')
    return JSON.stringify([
      body.kind,
      normalisedBodies(strand)
        .map(([, text]) => text)
        .sort(),
    ])
  const sections = body.sections.map(({ direction, dialect, text, transaction }) =>
    JSON.stringify([direction, dialect ?? '', transaction, tidy(text)]),
  )
  return JSON.stringify([body.kind, sections.sort()])
}
