import { MigError } from '@mig/core'

/**
 * Reads one section of an INI file by the rules of Python's `configparser`, as far as `migrate.cfg` needs them: keys
 * without regard to case, `=` or `:`, comment lines with `#` or `;`, indented lines continue a value, an inline `#` is
 * part of the value, a key given twice is an error, `%` begins an interpolation.
 *
 * @throws {MigError} `MIG_REPOSITORY_INVALID` with the line
 */
export function readConfigParserSection(text: string, section: string, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  let current: string | undefined
  let key: string | undefined
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue
    const header = /^\[([^\]]+)\]/.exec(trimmed)
    if (header) {
      current = header[1]
      key = undefined
      continue
    }
    if (/^\s/.test(line) && key !== undefined) {
      if (current === section) values.set(key, `${values.get(key) ?? ''}\n${trimmed}`)
      continue
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed)
    if (!pair || current === undefined) throw invalid(file, index + 1, `'${trimmed}' is neither a section nor a setting`)
    key = pair[1]!.toLowerCase()
    if (current !== section) continue
    if (values.has(key)) throw invalid(file, index + 1, `'${key}' is set twice`)
    const value = pair[2]!.replaceAll('%%', '\0')
    if (value.includes('%')) throw invalid(file, index + 1, `the value of '${key}' is an interpolation`)
    values.set(key, value.replaceAll('\0', '%'))
  }
  return values
}

function invalid(file: string, line: number, fact: string): MigError {
  return new MigError('MIG_REPOSITORY_INVALID', `${file}:${line}: ${fact}`, {
    details: { file, line },
    hint: 'Write the setting once, as a plain value.',
  })
}
