import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MigError } from '@mig/core'
import type { NumberedFile } from '@mig/linear'
import { parseSqlScript, readText } from '@mig/script'
import type { SourceFile, SourceSection, Strand } from './number-line.js'
import { refuseUnmovable } from './refuse-unmovable.js'
import { statementsOf } from './statements-of.js'

/**
 * Reads the files of one change.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when they cannot become one revision, `MIG_SCRIPT_SYNTAX`, `MIG_SQL_…`
 */
export function readStrand(version: string, numbered: readonly NumberedFile[]): Strand {
  const files = numbered.map(readFile)
  const textOf = (file: NumberedFile) => files.find(({ name }) => name === file.name)!
  const sql = numbered.filter((file) => file.language === 'sql' && file.dialect !== 'foreign')
  const code = numbered.filter((file) => file.language !== 'sql' && file.language !== 'py')
  const left = numbered.filter((file) => !sql.includes(file) && !code.includes(file)).map((file) => file.name)
  const description = numbered.find((file) => file.description !== '')?.description ?? ''
  const common = { name: description.replaceAll(' ', '_'), description, files, left }
  refuseMixture(version, [...code, ...sql], code.length)
  if (code[0]) {
    const { name, text } = textOf(code[0])
    refuseUnmovable(version, textOf(code[0]))
    return { ...common, body: { kind: 'code', language: name.slice(name.lastIndexOf('.') + 1), file: name, text } }
  }
  if (sql.length === 0) return { ...common, left: [], body: { kind: 'foreign', files: left } }
  const sections = preferFiles(sql).flatMap((file) => readSections(file, textOf(file).text))
  const used = sections.filter((section, at) => sections.findIndex((other) => samePlace(section, other)) === at)
  for (const section of used) statementsOf(section)
  return { ...common, body: { kind: 'sql', sections: used } }
}

/** A file for one database comes before a section for it in a file for all, as where the source is run. */
function preferFiles(sql: readonly NumberedFile[]): readonly NumberedFile[] {
  const isForAll = ({ dialect }: NumberedFile): boolean => dialect === undefined || dialect === 'default'
  return [...sql.filter((file) => !isForAll(file)), ...sql.filter(isForAll)]
}

const samePlace = (a: SourceSection, b: SourceSection): boolean => a.direction === b.direction && a.dialect === b.dialect

function readFile({ name, path }: NumberedFile): SourceFile {
  const text = readText(path)
  return { name, path, text, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
}

function refuseMixture(version: string, files: readonly NumberedFile[], code: number): void {
  if (code === 0 || files.length === 1) return
  const names = files.map((file) => file.name)
  throw new MigError('MIG_CONVERT_SOURCE', `version ${version} mixes code and SQL: ${names.join(', ')}`, {
    details: { version, files: names },
    hint: 'Put it into one language first (op.execute sends SQL from code); nothing was written.',
  })
}

function readSections(file: NumberedFile, text: string): readonly SourceSection[] {
  const own = file.dialect === undefined || file.dialect === 'default' || file.dialect === 'foreign' ? undefined : file.dialect
  const { sections } = parseSqlScript(text, file.path, file.direction ?? 'upgrade')
  const whole = !asksForNoTransaction(text)
  return sections.flatMap(({ direction, dialects, text: body, transaction = whole, line }) =>
    (dialects.length > 0 ? dialects : [own]).map((dialect) => ({ direction, dialect, text: body, transaction, file: file.name, line })),
  )
}

/** The comment line `-- transaction: false` above the first statement and section. */
function asksForNoTransaction(text: string): boolean {
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const content = line.trim()
    if (content === '') continue
    if (!content.startsWith('--') || /^-+\s*migrate:/i.test(content)) return false
    if (/^-+\s*transaction\s*:\s*false$/i.test(content)) return true
  }
  return false
}
