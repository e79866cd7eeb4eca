import type { NumberLine, SourceSection, Strand } from '../source/number-line.js'
import { statementsOf } from '../source/statements-of.js'
import type { RenderNote } from './rendered-revision.js'

/**
 * Notes statements that mean something else after the conversion: on the bookkeeping table of a tool, about the database
 * as a whole. They are carried over as they are.
 */
export function noteSuspicious(strand: Strand, line: NumberLine): readonly RenderNote[] {
  if (strand.body.kind !== 'sql') return []
  return strand.body.sections.flatMap((section) => noteSection(section, line))
}

function noteSection(section: SourceSection, { bookkeeping }: NumberLine): readonly RenderNote[] {
  const { file } = section
  const readings = [...statementsOf(section).values()].map((statements) => statements.map(({ text }) => text))
  const texts = readings.flat()
  const notes: RenderNote[] = []
  for (const table of new Set([bookkeeping.table, ...(bookkeeping.beside ?? []), ...bookkeepingTables])) {
    if (!texts.some((text) => mentions(text, table))) continue
    // one statement, however many dialects read it
    const statements = Math.max(...readings.map((reading) => reading.filter((text) => mentions(text, table)).length))
    notes.push({ kind: 'touches a bookkeeping table', file, text: `it names ${table}, the table of the tool that runs it`, statements })
    break
  }
  if (texts.some((text) => /^(?:alter\s+database|create\s+database|drop\s+database|use)\b/i.test(text))) {
    notes.push({
      kind: 'needs a human',
      file,
      text: 'it is about a database as a whole: in a scratch database or another one it does something else',
    })
  }
  return notes
}

/** Tables of tools whose names no application gives to a table of its own. */
const bookkeepingTables = [
  'migrate_version',
  'mig_version',
  'alembic_version',
  'schema_migrations',
  'schema_migration',
  '_prisma_migrations',
  '__drizzle_migrations',
  'flyway_schema_history',
  'goose_db_version',
  'gorp_migrations',
  '__diesel_schema_migrations',
  '_sqlx_migrations',
  'knex_migrations',
  'SequelizeMeta',
  'pgmigrations',
]

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/\W/g, '\\$&')}(?![\\w$])`, 'i').test(text)
