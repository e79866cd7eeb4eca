import { MigError } from '@mig/core'

/** What a file name template can name. */
export interface FileNameParts {
  readonly rev: string
  readonly slug: string
  readonly date: Date
  /** The time zone of the date's parts: an IANA name, or `local`. Default UTC: the same on every machine. */
  readonly timezone?: string
}

/** The template of new file names, unless the configuration has another one. */
export const defaultFileName = '%(rev)s_%(slug)s'

/**
 * Turns a description into a piece of a file name: lower-case words joined by `_`.
 *
 * Letters and digits of every script stay; accents stay; everything else parts words. Longer text is cut at the end of a word,
 * a single word that is longer still is cut inside.
 *
 * @param maxLength in UTF-16 units
 * @example
 * slug("Create the user's account table") // 'create_the_user_s_account_table'
 */
export function slug(description: string, maxLength = 40): string {
  const words =
    description
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let result = ''
  for (const word of words) {
    const longer = result === '' ? word : `${result}_${word}`
    if (longer.length > maxLength) return result === '' ? cut(word, maxLength) : result
    result = longer
  }
  return result
}

/** Cuts between characters, never inside a surrogate pair. */
function cut(word: string, maxLength: number): string {
  let result = ''
  for (const character of word) {
    if (result.length + character.length > maxLength) break
    result += character
  }
  return result
}

const tokenAt = /%\((\w+)\)(?:\.(\d+))?([sd])|%%|%/g

/**
 * Fills a file name template: `%(rev)s %(slug)s %(epoch)s %(year)d %(month).2d %(day).2d %(hour).2d %(minute).2d %(second).2d`,
 * and `%%` for a per cent sign. The ending is not part of it.
 *
 * Where the slug is empty, the separators it leaves at the end go with it.
 *
 * @throws {MigError} `MIG_CONFIG_INVALID` when the template names something else, lacks `%(rev)s`, or makes no file name, and for an unknown
 * time zone
 * @example
 * renderFileName('%(year)d_%(month).2d_%(rev)s_%(slug)s', { rev: 'ae10', slug: 'add_table', date: new Date() })
 */
export function renderFileName(template: string, parts: FileNameParts): string {
  const { rev, slug: words, date } = parts
  const values: Readonly<Record<string, string | number>> = {
    rev,
    slug: words,
    epoch: Math.floor(date.getTime() / 1000),
    ...dateParts(date, parts.timezone ?? 'UTC'),
  }
  const known = Object.keys(values)
  const invalid = (problem: string): MigError =>
    new MigError('MIG_CONFIG_INVALID', `the file name template '${template}' ${problem}`, {
      details: { template },
      hint: `Use ${known.map((name) => `%(${name})${name === 'rev' || name === 'slug' ? 's' : 'd'}`).join(' ')}; '${defaultFileName}' is the default.`,
    })
  if (!template.includes('%(rev)s')) throw invalid("lacks '%(rev)s'")
  const name = template
    .replace(tokenAt, (token: string, key: string | undefined, width: string | undefined) => {
      if (token === '%%') return '%'
      const value = key !== undefined && Object.hasOwn(values, key) ? values[key] : undefined
      if (value === undefined) throw invalid(`has the unknown token '${token}'`)
      return typeof value === 'number' && width !== undefined ? String(value).padStart(Number(width), '0') : String(value)
    })
    .replace(/[_\-. ]+$/, '')
  // a folder in the name would escape the versions folder, or hide the file from the listing
  if (name === '' || name.startsWith('.') || /[/\\\0<>:"|?*\n\r]/.test(name)) throw invalid(`makes '${name}', which is no file name`)
  return name
}

type DatePart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

function dateParts(date: Date, timezone: string): Record<DatePart, number> {
  const found = new Map(
    dateFormat(timezone)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)] as const),
  )
  const part = (name: DatePart): number => found.get(name) ?? 0
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute'), second: part('second') }
}

const digits = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

function dateFormat(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', timezone === 'local' ? digits : { ...digits, timeZone: timezone })
  } catch (cause) {
    throw new MigError('MIG_CONFIG_INVALID', `there is no time zone '${timezone}'`, {
      details: { timezone },
      hint: "Use a name like 'Europe/Berlin', or 'UTC', or 'local'.",
      cause,
    })
  }
}
