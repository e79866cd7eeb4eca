import { dialects as allDialects, MigError, parseDialect, type Dialect, type Direction } from '@mig/core'

/** A part of a SQL file: one direction, for some dialects or for all. */
export interface SqlSection {
  readonly direction: Direction
  /** Empty: for every dialect that no other section names. */
  readonly dialects: readonly Dialect[]
  /** `undefined` when the section does not say. */
  readonly transaction: boolean | undefined
  /** 1-based line of the marker; 1 for a file without markers. */
  readonly markerLine: number
  /** The SQL, beginning at the start of a line. */
  readonly text: string
  /** 1-based line of the file at which `text` begins. */
  readonly line: number
}

/** A SQL file, parted into sections; nothing is split into statements yet. */
export interface SqlScript {
  readonly file: string
  readonly sections: readonly SqlSection[]
}

const marker = /^--[ \t]*migrate:(up|down)(?:[ \t]+(.*?))?[ \t]*$/
/** What a person meant as a marker and what would be passed over as a comment: indented, mis-spelt, behind a statement. */
const nearlyMarker = [
  /^\s*(?:--+|#+|\/\*+)\s*migrate\s*:/i,
  /^\s*(?:--+|#+|\/\*+)\s*migrat\w*[\s_]*[:=-]\s*(?:up|down)/i,
  /^\s*(?:--+|#+|\/\*+)\s*migrate[\s_-]+(?:up|down)\s*$/i,
  /\S.*--\s*migrate:(?:up|down)\b/i,
]

/**
 * Parts a SQL migration into its sections.
 *
 * A section begins at `-- migrate:up` or `-- migrate:down` at the start of a line; dialects and `transaction:false` may follow.
 * A file without a marker is one body of `wholeFile`'s direction.
 *
 * @param file for messages
 * @param wholeFile the direction of a file without markers
 * @throws {MigError} `MIG_SCRIPT_SYNTAX` with the line: a marker that is indented or mis-spelt, SQL before the first marker, two sections for
 * one direction and dialect
 * @example
 * parseSqlScript('-- migrate:up\nCREATE TABLE a (id int);\n', 'a.sql').sections.length // 1
 */
export function parseSqlScript(text: string, file: string, wholeFile: Direction = 'upgrade'): SqlScript {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  const sections: SqlSection[] = []
  let open: { section: Omit<SqlSection, 'text'>; start: number } | undefined
  let line = 0
  for (let at = 0; at <= content.length;) {
    const newline = content.indexOf('\n', at)
    const end = newline < 0 ? content.length : newline
    const raw = content.slice(at, end)
    const current = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    line++
    if (/migrat/i.test(current)) {
      const found = marker.exec(current)
      if (found !== null) {
        if (open === undefined) refuseSqlBefore(content.slice(0, at), file)
        else sections.push({ ...open.section, text: content.slice(open.start, at) })
        open = { section: readMarker(found, file, line), start: Math.min(end + 1, content.length) }
      } else if (nearlyMarker.some((pattern) => pattern.test(current))) {
        throw syntaxError(
          file,
          line,
          `'${current.trim()}' is no section marker`,
          "Write '-- migrate:up' or '-- migrate:down' at the start of a line of its own.",
        )
      }
    }
    at = end + 1
  }
  if (open === undefined) {
    return { file, sections: [{ direction: wholeFile, dialects: [], transaction: undefined, markerLine: 1, text: content, line: 1 }] }
  }
  sections.push({ ...open.section, text: content.slice(open.start) })
  refuseTwice(sections, file)
  return { file, sections }
}

/**
 * The section for a direction and dialect: one that names the dialect before one that names none.
 *
 * @returns `undefined` when there is none; a section without statements is a no-op, not nothing
 */
export function chooseSection(script: SqlScript, direction: Direction, dialect: Dialect): SqlSection | undefined {
  const candidates = script.sections.filter((section) => section.direction === direction)
  return candidates.find((section) => section.dialects.includes(dialect)) ?? candidates.find((section) => section.dialects.length === 0)
}

function readMarker(found: RegExpExecArray, file: string, line: number): Omit<SqlSection, 'text'> {
  const named = new Set<Dialect>()
  let transaction: boolean | undefined
  for (const word of (found[2] ?? '').split(/[\s,]+/).filter((item) => item !== '')) {
    const dialect = parseDialect(word)
    const option = /^transaction:(true|false)$/.exec(word)
    if (dialect !== undefined) named.add(dialect)
    else if (option !== null) transaction = option[1] === 'true'
    else {
      throw syntaxError(
        file,
        line,
        `'${word}' is neither a dialect nor an option of a section`,
        `Dialects are ${allDialects.join(', ')}; the option is transaction:false.`,
      )
    }
  }
  const direction = found[1] === 'up' ? 'upgrade' : 'downgrade'
  return { direction, dialects: [...named], transaction, markerLine: line, line: line + 1 }
}

/** Before the first marker only comments may stand: a statement there would never run. */
function refuseSqlBefore(text: string, file: string): void {
  const blanked = text.replace(/^[ \t]*(?:--|#).*$/gm, '').replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
  const found = /\S/.exec(blanked)
  if (found === null) return
  const line = blanked.slice(0, found.index).split('\n').length
  throw syntaxError(file, line, 'there is SQL before the first section', "Move it below a '-- migrate:up' line.")
}

function refuseTwice(sections: readonly SqlSection[], file: string): void {
  const seen = new Map<string, number>()
  for (const section of sections) {
    for (const dialect of section.dialects.length === 0 ? ['every dialect'] : section.dialects) {
      const key = `${section.direction} on ${dialect}`
      const earlier = seen.get(key)
      if (earlier !== undefined) {
        throw syntaxError(
          file,
          section.markerLine,
          `a second section for ${key}; the first is in line ${earlier}`,
          'Join the two sections, or name another dialect in one of them.',
          {
            firstLine: earlier,
          },
        )
      }
      seen.set(key, section.markerLine)
    }
  }
}

function syntaxError(file: string, line: number, problem: string, hint: string, more: Readonly<Record<string, unknown>> = {}): MigError {
  return new MigError('MIG_SCRIPT_SYNTAX', `${file}:${line}: ${problem}`, { details: { file, line, ...more }, hint })
}
