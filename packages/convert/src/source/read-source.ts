import { dialects as allDialects, MigError, type Dialect } from '@mig/core'
import { findFormat } from './find-format.js'
import type { NumberLine, SourceSection, Strand } from './number-line.js'
import { parseFormat } from './parse-format.js'
import type { OrderRule, SourcePreset } from './preset.js'
import { numberedFormats, presets } from './presets.js'
import { readFiles } from './read-files.js'
import { readNumberLine } from './read-number-line.js'

/** How a source is to be read. */
export interface SourceOptions {
  /** Name of a format; without it the format is found. */
  readonly from?: string
  /** How the migrations are named, in place of the format's own pattern; see {@link SourcePreset.pattern}. */
  readonly pattern?: string
  /** How they follow each other, in place of the format's own rule. */
  readonly order?: Exclude<OrderRule, 'journal'>
  /** Formats of the project, beside those that mig knows. */
  readonly formats?: readonly SourcePreset[]
  /** Only these; default all that the source has. */
  readonly dialects?: readonly Dialect[]
  /** Values of placeholders, by name. */
  readonly define?: Readonly<Record<string, string>>
}

/**
 * Reads a repository of migrations, whatever tool it was written for.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE`, `MIG_REPOSITORY_…`, `MIG_SCRIPT_…`, `MIG_SQL_…`, `MIG_CONFIG_INVALID`
 * @example
 * const line = readSource('./db/migrations', { from: 'golang-migrate' })
 */
export function readSource(source: string, options: SourceOptions = {}): NumberLine {
  const format = chooseFormat(source, options)
  if (typeof format === 'string') return restrictDialects(readNumberLine(source), options.dialects)
  const preset = adjust(format, options)
  const { define = {} } = options
  const dialects = options.dialects?.length ? options.dialects : undefined
  return restrictDialects(readFiles(source, preset, { define, dialects }), dialects)
}

function chooseFormat(source: string, { from, pattern, formats: own = [] }: SourceOptions): SourcePreset | string {
  const formats = own.map(parseFormat)
  const known = [...formats, ...presets.filter(({ name }) => !formats.some((one) => one.name === name))]
  if (from === undefined) return pattern === undefined ? findFormat(source, known) : plainPreset
  const found = numberedFormats.find(({ name }) => name === from)?.name ?? known.find(({ name }) => name === from)
  if (found !== undefined) return found
  throw new MigError('MIG_CONVERT_SOURCE', `there is no source format '${from}'`, {
    details: { from },
    hint: `Formats are ${[...numberedFormats, ...known].map(({ name }) => name).join(', ')}; a project adds its own under sourceFormats.`,
  })
}

const plainPreset = presets.find(({ name }) => name === 'plain')!

function adjust(preset: SourcePreset, { pattern, order }: SourceOptions): SourcePreset {
  return { ...preset, ...(pattern === undefined ? {} : { pattern: readPattern(pattern) }), ...(order === undefined ? {} : { order }) }
}

/** @throws {MigError} `MIG_CONVERT_SOURCE` when it is no regular expression with a group `number` */
function readPattern(text: string): RegExp {
  let pattern: RegExp | undefined
  let problem = "has no group 'number'"
  try {
    pattern = new RegExp(text)
  } catch (error) {
    problem = `is no regular expression: ${(error as Error).message}`
  }
  if (pattern && text.includes('(?<number>')) return pattern
  throw new MigError('MIG_CONVERT_SOURCE', `the pattern '${text}' ${problem}`, {
    details: { pattern: text },
    hint: "For example: --pattern '^(?<number>\\d+)_(?<name>.*)\\.(?<direction>up|down)\\.sql$'",
  })
}

/** Takes out what is for other databases; what is for all of them is then for these. */
function restrictDialects(line: NumberLine, wanted: readonly Dialect[] | undefined): NumberLine {
  if (!wanted || wanted.length === 0 || wanted.length === allDialects.length) return line
  const restrict = (sections: readonly SourceSection[]): readonly SourceSection[] =>
    wanted.flatMap((dialect) =>
      (['upgrade', 'downgrade'] as const).flatMap((direction) => {
        const own = sections.filter((section) => section.direction === direction)
        const section = own.find((one) => one.dialect === dialect) ?? own.find((one) => one.dialect === undefined)
        return section ? [{ ...section, dialect }] : []
      }),
    )
  const restrictStrand = (strand: Strand): Strand => {
    const { body } = strand
    return body.kind === 'sql' ? { ...strand, body: { ...body, sections: restrict(body.sections) } } : strand
  }
  return { ...line, versions: line.versions.map((version) => ({ ...version, strands: version.strands.map(restrictStrand) })) }
}
