import { MigError } from '@mig/core'

/** A setting as it stands in the file. */
export interface ConfigParserValue {
  readonly text: string
  /** 1-based. */
  readonly line: number
}

/**
 * Reads one section of an INI file by the rules of Python's `configparser`, as far as `migrate.cfg` needs them: keys
 * without regard to case, `=` or `:`, comment lines with `#` or `;`, indented lines continue a value, an inline `#` is
 * part of the value, what `[DEFAULT]` sets holds in every section, a key or section given twice is an error.
 *
 * @throws {MigError} `MIG_REPOSITORY_INVALID` with the line
 */
export function readConfigParserSection(text: string, section: string, file: string): ReadonlyMap<string, ConfigParserValue> {
  const sections = new Map<string, Map<string, { text: string; line: number }>>()
  let current: Map<string, { text: string; line: number }> | undefined
  let value: { text: string; line: number } | undefined
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\r\n]/)
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue
    if (/^\s/.test(line) && value !== undefined) {
      value.text += `\n${trimmed}`
      continue
    }
    const header = /^\[([^\]]+)\]/.exec(trimmed)
    if (header) {
      const name = header[1]!
      if (sections.has(name) && name !== 'DEFAULT') throw invalid(file, index + 1, `the section [${name}] begins twice`)
      current = sections.get(name) ?? new Map()
      sections.set(name, current)
      value = undefined
      continue
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed)
    if (!pair || current === undefined) throw invalid(file, index + 1, `'${trimmed}' is neither a section nor a setting`)
    const key = pair[1]!.toLowerCase()
    if (current.has(key)) throw invalid(file, index + 1, `'${key}' is set twice`)
    value = { text: pair[2]!, line: index + 1 }
    current.set(key, value)
  }
  return new Map([...(sections.get('DEFAULT') ?? []), ...(sections.get(section) ?? [])])
}

/**
 * The value with `%%` read as a per cent sign, as `configparser` gives it out.
 *
 * @throws {MigError} `MIG_REPOSITORY_INVALID` for `%(name)s`: what it would stand for depends on the old tool's environment
 */
export function plainConfigValue({ text, line }: ConfigParserValue, key: string, file: string): string {
  return text.replaceAll(/%(.?)/gs, (_, next: string) => {
    if (next === '%') return '%'
    throw invalid(file, line, next === '(' ? `the value of '${key}' is an interpolation` : `the value of '${key}' has a single '%'`)
  })
}

function invalid(file: string, line: number, fact: string): MigError {
  return new MigError('MIG_REPOSITORY_INVALID', `${file}:${line}: ${fact}`, {
    details: { file, line },
    hint: 'Write each setting once, as a plain value; a per cent sign is written %%.',
  })
}
