import { dialects, type Dialect } from '@mig/core'
import type { SourceNote, SourceSection } from './number-line.js'

/**
 * What the drivers of SQLAlchemy Migrate send for a text: those of PostgreSQL and MySQL format it, so that `%` is written `%%`; SQLite's
 * does not.
 */
export const asDriverSends = (text: string, dialect: Dialect): string => (dialect === 'sqlite' ? text : text.replaceAll('%%', '%'))

/** Sections as the drivers of SQLAlchemy Migrate send them; a section for all databases parts where they differ. */
export function undoublePercentSigns(sections: readonly SourceSection[]): {
  readonly sections: readonly SourceSection[]
  readonly notes: readonly SourceNote[]
} {
  const notes: SourceNote[] = []
  const has = (direction: string, dialect: Dialect) => sections.some((one) => one.direction === direction && one.dialect === dialect)
  const undoubled = sections.flatMap((section) => {
    const { text, dialect, direction, file } = section
    if (!text.includes('%%') || dialect === 'sqlite') return [section]
    const lines = text.split('\n').flatMap((line, at) => (line.includes('%%') ? [section.line + at] : []))
    const on = dialect ?? 'PostgreSQL and MySQL'
    notes.push({
      kind: 'percent signs undoubled',
      file,
      text: `%% became % for ${on}, as their drivers send it (line ${lines.join(', ')})`,
    })
    const own = dialect === undefined ? dialects.filter((one) => !has(direction, one)) : [dialect]
    return own.map((one) => ({ ...section, dialect: one, text: asDriverSends(text, one) }))
  })
  return { sections: undoubled, notes }
}
