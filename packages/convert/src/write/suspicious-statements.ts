import type { NumberLine, SourceSection, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import type { RenderNote } from './rendered-revision.js'

/**
 * Notes statements that mean something else after the conversion: on the version table of a tool, about the database as a
 * whole, and with the percent signs that the old tool's drivers wanted doubled. They are carried over as they are.
 */
export function noteSuspicious(strand: Strand, line: NumberLine): readonly RenderNote[] {
  if (strand.body.kind !== 'sql') return []
  return strand.body.sections.flatMap((section) => noteSection(section, line))
}

function noteSection(section: SourceSection, { format, versionTable }: NumberLine): readonly RenderNote[] {
  const { file } = section
  const texts = [...statementsOf(section).values()].flat().map(({ text }) => text)
  const tables = [versionTable, 'migrate_version', 'mig_version', 'alembic_version']
  const table = tables.find((name) => texts.some((text) => mentions(text, name)))
  const notes: RenderNote[] = []
  if (table !== undefined)
    notes.push({ kind: 'touches a version table', file, text: `it names ${table}, the table of the tool that runs it` })
  if (texts.some((text) => /^(?:alter\s+database|create\s+database|drop\s+database|use)\b/i.test(text))) {
    notes.push({
      kind: 'needs a human',
      file,
      text: 'it is about a database as a whole: in a scratch database or another one it does something else',
    })
  }
  const isDoubled = format === 'sqlalchemy-migrate' && section.dialect !== 'sqlite' && texts.some((text) => text.includes('%%'))
  if (isDoubled)
    notes.push({
      kind: 'needs a human',
      file,
      text: 'it holds %%, which the drivers of SQLAlchemy Migrate sent as %: mig sends it as it stands',
    })
  return notes
}

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/\W/g, '\\$&')}(?![\\w$])`, 'i').test(text)
