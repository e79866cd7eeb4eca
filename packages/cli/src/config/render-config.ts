import { MigError } from '@mig/core'
import { quoteString } from '@mig/script'
import { configFormats, type ConfigFormat } from '../templates.js'
import type { Settings } from './settings.js'

/** Where a project finds the types of its configuration. */
const types = quoteString('@mig/cli/config')

/**
 * The text of a new configuration file. Code imports nothing that has to be installed, and takes the URL of a database from the
 * environment where it is there: `DATABASE_URL`, or `SHOP_DATABASE_URL` for the database `shop`.
 */
export function renderConfig(settings: Settings, format: ConfigFormat): string {
  if (format === 'json') return `${JSON.stringify(settings, null, 2)}\n`
  const body = `{\n${members(settings, '  ', '')}}`
  return format === 'ts'
    ? `import type { Settings } from ${types}\n\nexport default ${body} satisfies Settings\n`
    : `/** @type {import(${types}).Settings} */\nexport default ${body}\n`
}

function members(settings: object, indent: string, prefix: string): string {
  return Object.entries(settings)
    .map(([key, value]: [string, unknown]) => `${indent}${nameOf(key)}: ${render(key, value, indent, prefix)},\n`)
    .join('')
}

function render(key: string, value: unknown, indent: string, prefix: string): string {
  if (typeof value === 'object' && value !== null) {
    // a database's own settings stand one level below the names
    const inner = key === 'databases' ? '' : `${key.toUpperCase().replaceAll(/\W/g, '_')}_`
    return `{\n${members(value, `${indent}  `, inner)}${indent}}`
  }
  const text = quoteString(String(value))
  return key === 'database' ? `process.env.${prefix}DATABASE_URL ?? ${text}` : text
}

const nameOf = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : `'${key}'`)

/** @throws {MigError} `MIG_OPTION_INVALID` */
export function checkConfigFormat(format: string): ConfigFormat {
  const found = configFormats.find((one) => one === format)
  if (found !== undefined) return found
  throw new MigError('MIG_OPTION_INVALID', `'${format}' is no kind of configuration`, { hint: `Use ${configFormats.join(', ')}.` })
}
