import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect, Direction } from '@mig/core'
import { parseSqlScript } from '@mig/script'
import { operators } from './operators.js'

/** The converter's output with one change in it. */
export interface Mutant {
  readonly what: string
  readonly at: string
  /** The first number that it can be seen at. */
  readonly version: string
  readonly direction: Direction
  /** Name of a file → its text. */
  readonly files: Readonly<Record<string, string>>
}

interface WrittenFile {
  readonly name: string
  readonly version: string
  readonly text: string
}

/** Every mutant of a written graph for a dialect: all operators at all places, and versions exchanged. */
export function mutantsOf(graph: string, dialect: Dialect): readonly Mutant[] {
  const files = readWritten(graph)
  const damaged = files.flatMap((file) =>
    (['upgrade', 'downgrade'] as const).flatMap((direction) => {
      const section = sectionOf(file, direction, dialect)
      return operators.flatMap(({ what, sites }) =>
        sites(section, dialect).map(({ text, at }): Mutant => ({
          what,
          at,
          version: file.version,
          direction,
          files: { [file.name]: withSection(file, direction, dialect, text) },
        })),
      )
    }),
  )
  const exchanged = files.slice(1).map((file, index): Mutant => {
    const before = files[index]!
    const [ours, theirs] = [sectionOf(file, 'upgrade', dialect), sectionOf(before, 'upgrade', dialect)]
    return {
      what: 'two versions exchanged',
      at: `${before.version} and ${file.version}`,
      version: before.version,
      direction: 'upgrade',
      files: {
        [file.name]: withSection(file, 'upgrade', dialect, theirs),
        [before.name]: withSection(before, 'upgrade', dialect, ours),
      },
    }
  })
  return [...damaged, ...exchanged]
}

/** What a graph sends for one dialect and direction, number by number, with a mutant's files in place of its own. */
export function textsOf(graph: string, dialect: Dialect, direction: Direction, mutant?: Mutant): readonly string[] {
  return readWritten(graph).map((file) => sectionOf({ ...file, text: mutant?.files[file.name] ?? file.text }, direction, dialect))
}

function readWritten(graph: string): readonly WrittenFile[] {
  const folder = join(graph, 'versions')
  const number = (name: string) => String(Number(/^[0-9a-f]+_(\d+)/.exec(name)![1]))
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ name, version: number(name), text: readFileSync(join(folder, name), 'utf8') }))
    .sort((a, b) => Number(a.version) - Number(b.version))
}

const sectionOf = (file: WrittenFile, direction: Direction, dialect: Dialect): string => findSection(file, direction, dialect).text

/** By its line: dialects may have one and the same text. */
function withSection(file: WrittenFile, direction: Direction, dialect: Dialect, text: string): string {
  const section = findSection(file, direction, dialect)
  const above = file.text
    .split('\n')
    .slice(0, section.line - 1)
    .join('\n').length
  const start = file.text.indexOf(section.text, above)
  return file.text.slice(0, start) + text + file.text.slice(start + section.text.length)
}

function findSection({ name, text }: WrittenFile, direction: Direction, dialect: Dialect) {
  const sections = parseSqlScript(text, name).sections.filter((section) => section.direction === direction)
  return (sections.find(({ dialects }) => dialects.includes(dialect)) ?? sections.find(({ dialects }) => dialects.length === 0))!
}
