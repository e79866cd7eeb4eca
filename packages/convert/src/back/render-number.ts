import { createHash } from 'node:crypto'
import { MigError, type Dialect, type Revision } from '@mig/core'
import { parseVersionFileName } from '@mig/linear'
import { dialectWord, parseSqlScript, readText, scriptLanguage, slug, type SqlSection } from '@mig/script'
import { whyUnmovable } from '../source/refuse-unmovable.js'
import type { LegacyVersion } from '../write/legacy-record.js'
import type { AssignedNumber } from './assign-numbers.js'
import { withoutConstants } from './without-constants.js'

/** A file of a numbered repository. */
export interface NumberedText {
  readonly name: string
  readonly text: string
}

/**
 * Renders a number: the files that it had before its conversion, by their names, or one file for a revision that never was a number.
 *
 * @throws {MigError} `MIG_CONVERT_BACK` with the file, for code that is bound to its place or to its revision
 */
export function renderNumber(assigned: AssignedNumber): readonly NumberedText[] {
  const { revision } = assigned
  const stem = stemOf(assigned)
  if (!revision) return [{ name: `${stem}_default_upgrade.sql`, text: '-- reserved\n' }]
  const { file } = revision
  if (file === undefined) throw new Error(`'${revision.id}' has no file`)
  const language = scriptLanguage(file)
  return language === 'sql' ? renderSql(assigned, stem, file) : [renderCode(assigned, revision, stem, file)]
}

/** Number and description: as they were, or the number with three digits and the words of the revision. */
function stemOf({ number, revision, before }: AssignedNumber): string {
  for (const { file } of before?.files ?? []) {
    const name = parseVersionFileName(file)
    if (typeof name !== 'object' || name.dialect === 'foreign') continue
    const stem = file.replace(/\.[^.]+$/, '')
    return name.direction === undefined ? stem : stem.replace(/_[^_]+_(?:upgrade|downgrade)$/, '')
  }
  const digits = String(number).padStart(3, '0')
  const words = slug(revision?.description ?? '')
  const isPlain = typeof parseVersionFileName(`${digits}_${words}.sql`) === 'object'
  return words === '' || !isPlain ? `${digits}_change` : `${digits}_${words}`
}

function renderSql({ before }: AssignedNumber, stem: string, file: string): readonly NumberedText[] {
  const { sections } = parseSqlScript(readText(file), file)
  const files = before?.files.map((one) => one.file) ?? []
  const hadSections = !files.some((name) => /_(?:upgrade|downgrade)\.sql$/.test(name))
  if (hadSections) return [{ name: `${stem}.sql`, text: sections.map(renderSection).join('\n') }]
  return sections
    .filter(
      (section) => section.text.trim() !== '' || section.direction === 'upgrade' || files.some((name) => name.endsWith('_downgrade.sql')),
    )
    .flatMap((section) =>
      (section.dialects.length > 0 ? section.dialects : [undefined]).map((dialect) => ({
        name: `${stem}_${wordOf(dialect)}_${section.direction}.sql`,
        text: `${section.transaction === false ? '-- transaction: false\n' : ''}${asItEnded(section.text, before)}`,
      })),
    )
}

/** Blank lines part the sections of a graph's file; what the file ended with is known by its checksum. */
function asItEnded(text: string, before: LegacyVersion | undefined): string {
  const body = text.trimEnd()
  const known = new Set(before?.files.map(({ sha256: sum }) => sum))
  const ends = ['\n', '', '\r\n', '\n\n']
  return ends.map((end) => body + end).find((one) => known.has(sha256(one))) ?? `${body}${body === '' ? '' : '\n'}`
}

const wordOf = (dialect: Dialect | undefined): string => (dialect === undefined ? 'default' : dialectWord(dialect))

function renderSection({ direction, dialects, transaction, text }: SqlSection): string {
  const words = [
    `-- migrate:${direction === 'upgrade' ? 'up' : 'down'}`,
    ...dialects.map(dialectWord),
    ...(transaction === false ? ['transaction:false'] : []),
  ]
  return `${words.join(' ')}\n${text.trimEnd()}\n`
}

function renderCode({ before }: AssignedNumber, { id }: Revision, stem: string, file: string): NumberedText {
  const written = readText(file)
  const texts = withoutConstants(written)
  if (!texts) throw untold(id, file, "its constants ('revision', 'downRevision', …) are not one to a line, and cannot be taken out")
  const recorded = new Map(before?.files.map((one) => [one.sha256, one.file]))
  const text = texts.find((one) => recorded.has(sha256(one))) ?? texts[0]!
  const obstacle = whyUnmovable(text)
  if (obstacle) throw untold(id, file, `it ${obstacle.problem}`)
  return { name: recorded.get(sha256(text)) ?? `${stem}${file.slice(file.lastIndexOf('.'))}`, text }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function untold(revision: string, file: string, problem: string): MigError {
  return new MigError('MIG_CONVERT_BACK', `'${revision}' cannot become a numbered version: ${problem} (${file})`, {
    details: { revision, file },
    hint: 'Rewrite what is named; nothing was written.',
  })
}
