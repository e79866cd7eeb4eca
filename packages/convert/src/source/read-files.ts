import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { builderNames, isMigError, MigError, parseDialect, type Dialect } from '@mig/core'
import { isIgnoredName, readText } from '@mig/script'
import { describeName, isSql, looksLikeMigration, oddName, toCandidate, type Candidate } from './candidate.js'
import { readCode, type ReadCode } from './code/read-code.js'
import { definesShorthands, wrapBuilder, type WrappedCode } from './code/wrap-builder.js'
import { fillHoles } from './fill-holes.js'
import { locate, type Located } from './locate.js'
import type { IgnoredFile, NumberLine, SourceFile, SourceNote, SourceSection, SourceVersion, Strand } from './number-line.js'
import { compareBy, normaliseNumber } from './order.js'
import type { SourcePreset } from './preset.js'
import { readJournal, type Journal } from './read-journal.js'
import { readSections } from './read-sections.js'
import { statementsOf } from './statements-of.js'

/** What a reader is told beside the folder. */
export interface ReadOptions {
  /** Values of placeholders, by name. */
  readonly define?: Readonly<Record<string, string>>
  /** The databases that it is for, where the source does not say. */
  readonly dialects?: readonly Dialect[] | undefined
}

/**
 * Reads a folder of migrations with a preset.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` for what the tool itself refuses, or what cannot become one revision
 */
export function readFiles(source: string, preset: SourcePreset, options: ReadOptions = {}): NumberLine {
  const { folder, files } = locate(source, preset)
  return new FilesReading(folder, files, preset, options).line(folder)
}

/** The way from files to versions. */
class FilesReading {
  readonly #files: Located['files']
  readonly #preset: SourcePreset
  readonly #values: ReadonlyMap<string, string>
  readonly #journal: Journal | undefined
  /** The databases that the whole of it is for; `undefined`: not said. */
  readonly #dialects: readonly Dialect[] | undefined
  readonly #ignored: IgnoredFile[] = []
  readonly #notes: SourceNote[] = []
  /** The last migration of node-pg-migrate that defines types for those after it. */
  #shorthands: string | undefined

  constructor(folder: string, files: Located['files'], preset: SourcePreset, options: ReadOptions) {
    this.#files = files
    this.#preset = preset
    this.#values = new Map(Object.entries(options.define ?? {}))
    this.#journal = preset.order === 'journal' ? readJournal(folder) : undefined
    this.#dialects = this.#journal?.dialect
      ? [this.#journal.dialect]
      : (dialectOfFile(folder, preset) ?? preset.dialects ?? options.dialects)
  }

  line(location: string): NumberLine {
    const groups = this.#order(this.#group(this.#candidates()))
    this.#noteOrder(groups)
    const versions = fillHoles(groups.map((group) => this.#version(group)))
    const { name, bookkeeping, order } = this.#preset
    return { format: name, location, repositoryId: name, bookkeeping, order, versions, ignored: this.#ignored, notes: this.#notes }
  }

  /** Files that are migrations; what looks like one and is none is kept for the report. */
  #candidates(): readonly Candidate[] {
    const { pattern, notRevisions = [], title } = this.#preset
    const exact = new RegExp(pattern.source, `${pattern.flags.replace(/[gd]/g, '')}d`)
    const candidates: Candidate[] = []
    for (const { path, place, dialect } of this.#files) {
      const below = dialect === undefined ? path : path.slice(path.indexOf('/') + 1)
      const other = notRevisions.find((one) => one.pattern.test(below))
      const match = exact.exec(below)
      if (other) this.#ignored.push({ name: path, why: other.why })
      else if (match && !isIgnoredName(basename(path))) candidates.push(toCandidate(path, place, match, dialect))
      else if (match) this.#ignored.push({ name: path, why: `an editor or a tool left it; ${title} itself may take it for a migration` })
      else if (looksLikeMigration(below) && !this.#isSideFile(place))
        this.#ignored.push({ name: path, why: `it looks like a migration, and ${title} does not take its name` })
    }
    const journal = this.#journal
    if (!journal) return candidates
    return candidates.filter(({ stem, path }) => {
      if (journal.has(stem)) return true
      this.#ignored.push({ name: path, why: `it is not in the journal (meta/_journal.json), so ${title} never runs it` })
      return false
    })
  }

  /** What lies beside a migration and says how it runs is read with it. */
  #isSideFile(place: string): boolean {
    const { sideFile } = this.#preset
    return (
      sideFile !== undefined && this.#files.some((file) => file.place !== place && file.place.replace(sideFile.from, sideFile.to) === place)
    )
  }

  #group(candidates: readonly Candidate[]): readonly Group[] {
    const { identity, order, title } = this.#preset
    const keyOf = (one: Candidate) => (identity === 'number' ? normaliseNumber(order, one.number) : one.stem)
    const groups = new Map<string, Candidate[]>()
    const isDown = ({ direction }: Candidate) => direction === 'downgrade'
    for (const one of [...candidates.filter((file) => !isDown(file)), ...candidates.filter(isDown)]) {
      const key = isDown(one) && !groups.has(keyOf(one)) ? (this.#pairByNumber(one, groups) ?? keyOf(one)) : keyOf(one)
      const others = groups.get(key)
      if (others) others.push(one)
      else groups.set(key, [one])
    }
    const whole: Group[] = []
    for (const [key, files] of groups) {
      if (files.every(isDown)) {
        for (const { path } of files) this.#ignored.push({ name: path, why: 'a way back without a way there' })
        continue
      }
      this.#refuseDuplicates(key, files)
      whole.push({ key, files })
    }
    for (const entry of this.#journal?.tags ?? [])
      if (!groups.has(entry)) {
        throw new MigError('MIG_CONVERT_SOURCE', `the journal names '${entry}', and there is no ${entry}.sql`, {
          details: { tag: entry },
          hint: `Restore the file; ${title} would fail on it, too.`,
        })
      }
    return whole
  }

  /** A way back belongs to its number, whatever it is called. */
  #pairByNumber(down: Candidate, groups: ReadonlyMap<string, readonly Candidate[]>): string | undefined {
    const { order } = this.#preset
    const number = normaliseNumber(order, down.number)
    const same = [...groups].filter(([, files]) => files.some((file) => normaliseNumber(order, file.number) === number))
    return same.length === 1 && !same[0]![1].some((file) => file.direction === 'downgrade') ? same[0]![0] : undefined
  }

  #refuseDuplicates(key: string, files: readonly Candidate[]): void {
    const places = new Map<string, Candidate>()
    for (const file of files) {
      const place = `${file.direction === 'downgrade' ? 'down' : 'up'} ${file.dialect ?? ''} ${file.dialect === 'foreign' ? file.path : ''}`
      const other = places.get(place)
      if (!other) {
        places.set(place, file)
        continue
      }
      const { title } = this.#preset
      throw new MigError('MIG_CONVERT_SOURCE', `${title} refuses two files of version ${key}: ${other.path} and ${file.path}`, {
        details: { version: key, files: [other.path, file.path], format: this.#preset.name },
        hint: 'Give one of them another number. Tools in which the whole name is the version (plain numbered SQL, Prisma, sql-migrate) allow it: --from plain.',
      })
    }
  }

  #order(groups: readonly Group[]): readonly Group[] {
    const { order } = this.#preset
    if (order === 'journal') {
      const tags = this.#journal!.tags
      return groups.toSorted((a, b) => tags.indexOf(a.key) - tags.indexOf(b.key))
    }
    const of = ({ files }: Group) => ({ number: files[0]!.number, name: basenameOf(files[0]!) })
    return groups.toSorted((a, b) => compareBy(order, of(a), of(b)))
  }

  #noteOrder(groups: readonly Group[]): void {
    const { order, title, identity } = this.#preset
    for (const text of this.#journal?.problems ?? []) this.#notes.push({ kind: 'order', file: 'meta/_journal.json', text })
    const names = groups.map(({ files }) => basenameOf(files[0]!))
    const byText = names.toSorted((a, b) => (a < b ? -1 : 1))
    const at = names.findIndex((name, index) => name !== byText[index])
    if (at >= 0 && order !== 'journal') {
      this.#notes.push({
        kind: 'order',
        file: names[at]!,
        text: `the names sorted as text would put ${byText[at]} in its place; ${title} goes by ${orderWords[order]}, and so does the graph`,
      })
    }
    if (identity === 'number') return
    const numbers = new Map<string, string[]>()
    for (const { files } of groups) {
      const number = normaliseNumber(order, files[0]!.number)
      numbers.set(number, [...(numbers.get(number) ?? []), basenameOf(files[0]!)])
    }
    for (const [number, same] of numbers) {
      if (same.length === 1 || number === '') continue
      const text = `the number ${number} comes ${same.length} times, ordered by name: ${same.join(', ')}`
      this.#notes.push({ kind: 'order', file: same[0]!, text })
    }
  }

  #version({ key, files }: Group): SourceVersion {
    const lead = files.find((file) => file.direction !== 'downgrade') ?? files[0]!
    const description = describeName(lead.name)
    for (const file of files) {
      if (!oddName.test(basename(file.path))) continue
      this.#notes.push({ kind: 'odd name', file: file.path, text: `taken as version ${key}, as ${this.#preset.title} takes it` })
    }
    const texts = new Map(files.map((file) => [file, readSource(file)]))
    const strand = this.#strand(files, texts, { name: lead.stem, description })
    const recorded = this.#recorded(lead, texts.get(lead)!)
    return {
      version: key,
      digits: lead.number === '' ? '0' : lead.number,
      strands: [strand],
      isCodeOnly: false,
      ...(recorded === undefined ? {} : { recorded }),
    }
  }

  #strand(
    files: readonly Candidate[],
    texts: ReadonlyMap<Candidate, SourceFile>,
    names: { readonly name: string; readonly description: string },
  ): Strand {
    const { code, title } = this.#preset
    const foreignDialect = files.filter(({ dialect }) => dialect === 'foreign')
    const sql = files.filter((file) => isSql(file.path) && file.dialect !== 'foreign')
    const others = files.filter((file) => !isSql(file.path) && file.dialect !== 'foreign')
    const common = { ...names, files: [...texts.values()] }
    const left = foreignDialect.map(({ path }) => path)
    const sections = sql.flatMap((file) => this.#sections(file, texts.get(file)!.text))
    const ahead = others.find(({ direction }) => direction !== 'downgrade')
    if (ahead) {
      const file = texts.get(ahead)!
      const read = code ? readCode(code, file, dirname(ahead.place)) : undefined
      const whole = { kind: 'code', language: endingOf(ahead.path), file: file.name, text: file.text } as const
      if (read?.kind === 'class') return { ...common, left, body: whole }
      const wrapped = read && this.#wrap(file, read)
      if (typeof wrapped === 'object') {
        const { builder, transaction } = wrapped
        return { ...common, left, body: { ...whole, builder, ...(transaction ? {} : { transaction }) } }
      }
      if (read?.kind === 'sql') {
        const from =
          read.files.length > 0 ? `read from ${read.files.map(({ name }) => name).join(' and ')}, which it names` : 'it holds nothing else'
        if (read.sections.length > 0)
          this.#notes.push({ kind: 'extracted from code', file: file.name, text: `its SQL was taken out of it: ${from}` })
        const extracted = read.sections.flatMap((section) =>
          (this.#dialects ?? [undefined]).map((dialect) => ({ ...section, dialect, file: file.name })),
        )
        if (read.lacksDown !== undefined)
          this.#notes.push({ kind: 'needs a human', file: file.name, text: `its way back was left out: ${read.lacksDown}` })
        return this.#sqlStrand({ ...common, files: [...common.files, ...read.files], left }, [...extracted, ...sections])
      }
      const reason = [read?.reason ?? `${languageOf(ahead.path)} is not run by mig`, ...(wrapped === undefined ? [] : [wrapped])].join('; ')
      const body = { kind: 'foreign', files: [ahead.path], reason, sections } as const
      return { ...common, left: [...left, ...others.filter((other) => other !== ahead).map(({ path }) => path)], body }
    }
    const back = others.map(({ path }) => path)
    if (sections.length === 0 && left.length > 0)
      return { ...common, left: [], body: { kind: 'foreign', files: left, reason: `it is for a database that mig does not know` } }
    for (const path of back) {
      const text = `its way back is ${languageOf(path)}, which mig does not run: the revision has none (${title} had one)`
      this.#notes.push({ kind: 'needs a human', file: path, text })
    }
    return this.#sqlStrand({ ...common, left }, sections)
  }

  /** Whether code that builds its SQL, or a way back that does, runs as it is; why not, where it does not. */
  #wrap(file: SourceFile, read: ReadCode): WrappedCode | string | undefined {
    const builder = builderNames.find((name) => name === this.#preset.code)
    const reason = read.kind === 'unknown' ? read.reason : read.kind === 'sql' ? read.lacksDown : undefined
    const shorthands = this.#shorthands
    if (builder === 'node-pg-migrate' && definesShorthands(file.text)) this.#shorthands = file.name
    if (builder === undefined || reason === undefined) return undefined
    const wrapped = wrapBuilder(builder, file, shorthands)
    if (typeof wrapped === 'object')
      this.#notes.push({ kind: 'runs with its builder', file: file.name, text: `with the ${builder} of the project: ${reason}` })
    return wrapped
  }

  /** A file that only a client program understands (`\set`, `COPY … FROM STDIN`) keeps its place and fails there. */
  #sqlStrand(strand: Omit<Strand, 'body'>, sections: readonly SourceSection[]): Strand {
    for (const section of sections) {
      try {
        statementsOf(section)
      } catch (error) {
        if (!isMigError(error, 'MIG_SQL_UNSUPPORTED')) throw error
        return { ...strand, left: [], body: { kind: 'foreign', files: [section.file], reason: error.message } }
      }
    }
    return { ...strand, body: { kind: 'sql', sections } }
  }

  #sections(file: Candidate, text: string): readonly SourceSection[] {
    const { sideFile } = this.#preset
    const beside = sideFile ? file.place.replace(sideFile.from, sideFile.to) : undefined
    const isOutside = beside !== undefined && existsSync(beside) && sideFile!.noTransaction.test(readText(beside))
    const dialects = file.dialect === undefined ? this.#dialects : [file.dialect as Dialect] // foreign ones were set aside
    const { direction, path, alone } = file
    const read = readSections(this.#preset, { path, text, direction, dialects, transaction: !alone && !isOutside }, this.#values)
    this.#notes.push(...read.notes)
    return read.sections
  }

  #recorded(lead: Candidate, file: SourceFile): string | undefined {
    const name = basename(lead.path)
    switch (this.#preset.bookkeeping.recorded) {
      case 'digits':
        return lead.number
      case 'file':
        return name
      case 'stem':
        return name.replace(/\.[^.]+$/, '')
      case 'slash-stem':
        return `/${name.replace(/\.[^.]+$/, '')}`
      case 'folder':
        return dirname(lead.path)
      case 'when':
        return this.#journal?.when(lead.stem)
      case 'class':
        return classNameOf(file.text)
      case 'version':
      case undefined:
        return undefined
    }
  }
}

/** The files of one version. */
interface Group {
  readonly key: string
  readonly files: readonly Candidate[]
}

const orderWords = {
  integer: 'the value of the number',
  components: 'the values between the dots',
  text: 'the text',
  digits: 'the digits',
} as const

const basenameOf = ({ stem }: Candidate): string => stem.slice(stem.lastIndexOf('/') + 1)

function readSource({ path, place }: Candidate): SourceFile {
  return { name: path, path: place, text: readText(place), sha256: createHash('sha256').update(readFileSync(place)).digest('hex') }
}

const endingOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const languages: Readonly<Record<string, string>> = { go: 'Go', py: 'Python', php: 'PHP', rb: 'Ruby', java: 'Java', kt: 'Kotlin' }
const languageOf = (path: string): string => languages[endingOf(path)] ?? `'.${endingOf(path)}'`

/** The name that TypeORM records: the property `name` of the class, or the class's own. */
export function classNameOf(text: string): string | undefined {
  return (
    /(?:^|[{;])\s*(?:public\s+|readonly\s+)*name\s*(?::\s*string\s*)?=\s*(['"`])([^'"`]+)\1/m.exec(text)?.[2] ??
    /\bclass\s+([\w$]+)/.exec(text)?.[1]
  )
}

function dialectOfFile(folder: string, { dialectFile }: SourcePreset): readonly Dialect[] | undefined {
  if (!dialectFile) return undefined
  const path = join(folder, dialectFile.path)
  const word = existsSync(path) ? dialectFile.pattern.exec(readText(path))?.groups?.['dialect'] : undefined
  const dialect = word === undefined ? undefined : parseDialect(word)
  return dialect && [dialect]
}
