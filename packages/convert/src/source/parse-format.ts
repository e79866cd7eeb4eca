import { MigError } from '@mig/core'
import type { SourcePreset } from './preset.js'

const orders = ['integer', 'components', 'text', 'digits', 'journal']

/**
 * Checks a format of the configuration and completes it: patterns may be texts (a configuration in JSON has no others), `title`,
 * `identity`, `order` and `bookkeeping` may be left out.
 *
 * @throws {MigError} `MIG_CONFIG_INVALID` with everything that is wrong
 */
export function parseFormat(value: unknown): SourcePreset {
  const format = isRecord(value) ? value : {}
  const { name, title = name, order = 'integer', identity = 'number', bookkeeping = { table: 'schema_version', kind: 'none' } } = format
  const problems: string[] = []
  if (typeof name !== 'string' || !/^[\w-]+$/.test(name)) problems.push("'name' must be a word")
  if (!orders.includes(String(order))) problems.push(`'order' must be one of ${orders.join(', ')}`)
  if (identity !== 'number' && identity !== 'name') problems.push("'identity' must be number or name")
  if (!isRecord(bookkeeping) || typeof bookkeeping['table'] !== 'string') problems.push("'bookkeeping' must name a table")
  const patterns = readPatterns(format, '', problems) as Readonly<Record<string, unknown>>
  const { pattern } = patterns
  if (!(pattern instanceof RegExp) || !pattern.source.includes('(?<number>')) problems.push("'pattern' must have a group 'number'")
  if (problems.length > 0) {
    throw new MigError('MIG_CONFIG_INVALID', `the source format '${String(name)}' is not usable: ${problems.join('; ')}`, {
      details: { format: name, problems },
      hint: 'Correct it under sourceFormats in the configuration; packages/convert/docs/sources.md shows one.',
    })
  }
  return { ...patterns, title, order, identity, bookkeeping } as unknown as SourcePreset // every member that is read was checked
}

/** The members that hold patterns, at whatever depth. */
const patternNames = new Set([
  'pattern',
  'up',
  'down',
  'noTransaction',
  'statementEnd',
  'breakpoint',
  'placeholder',
  'placeholderWhen',
  'text',
  'names',
  'likelyNames',
  'from',
])
/** Those that are looked for again and again in one text. */
const repeated = new Set(['breakpoint', 'placeholder'])

function readPatterns(value: unknown, path: string, problems: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => readPatterns(item, path, problems))
  if (!isRecord(value) || value instanceof RegExp) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const place = path === '' ? key : `${path}.${key}`
      if (!patternNames.has(key)) return [key, readPatterns(member, place, problems)]
      try {
        const pattern = member instanceof RegExp ? member : new RegExp(String(member), 'm')
        return [key, repeated.has(key) && !pattern.global ? new RegExp(pattern.source, `${pattern.flags}g`) : pattern]
      } catch (error) {
        problems.push(`'${place}' is no regular expression: ${(error as Error).message}`)
        return [key, member]
      }
    }),
  )
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
