import { readFileSync } from 'node:fs'
import { dirname, extname, isAbsolute, join, relative } from 'node:path'
import { MigError, type Mode } from '@mig/core'
import { quoteString } from '@mig/script'

/** What a script is to have as its defaults. */
export interface ManageScriptParts {
  /** Absolute: what is in it is relative to its folder, so that both can move together. */
  readonly file: string
  readonly repository: string
  readonly database: string | undefined
  readonly mode: Mode
}

const packageName = '@mig/cli'
const runner = `${packageName}/bin`

/**
 * A script that runs mig with defaults for database and repository. Options and `MIG_*` variables of who runs it come first.
 *
 * @throws {MigError} `MIG_OPTION_INVALID` for a name that Node does not run
 */
export function renderManageScript({ file, repository, database, mode }: ManageScriptParts): string {
  const isModule = formatOf(file) === 'module'
  const here = dirname(file)
  const pathOf = (path: string): string =>
    `join(${isModule ? 'import.meta.dirname' : '__dirname'}, ${quoteString(relative(here, path) || '.')})`
  const sqlite = /^sqlite:(?!\/\/)(.+)$/.exec(database ?? '')?.[1]
  const isFile = sqlite !== undefined && sqlite !== ':memory:' && isAbsolute(sqlite)
  const url = isFile ? `'sqlite:' + ${pathOf(sqlite)}` : database === undefined ? undefined : quoteString(database)
  const defaults = [
    `  MIG_MODE: ${quoteString(mode)},`,
    `  MIG_REPOSITORY: ${pathOf(repository)},`,
    ...(url === undefined ? [] : [`  MIG_DATABASE: ${url},`]),
  ]
  return `${[
    '#!/usr/bin/env node',
    `// mig with the defaults of this project: node ${file.slice(here.length + 1)} upgrade`,
    isModule ? "import { join } from 'node:path'" : "const { join } = require('node:path')",
    '',
    'const defaults = {',
    ...defaults,
    '}',
    'for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value',
    'try {',
    `  ${isModule ? 'await import' : 'require'}(${quoteString(runner)})`,
    '} catch (error) {',
    `  if (!String(error.code).endsWith('MODULE_NOT_FOUND') || !error.message.includes(${quoteString(packageName)})) throw error`,
    `  console.error(${quoteString(`error: ${packageName} is not installed here`)})`,
    `  console.error(${quoteString(`hint: npm install --save-dev ${packageName}`)})`,
    '  process.exitCode = 2',
    '}',
  ].join('\n')}\n`
}

function formatOf(file: string): 'module' | 'commonjs' {
  const ending = extname(file)
  if (ending === '.mjs') return 'module'
  if (ending === '.cjs') return 'commonjs'
  if (ending === '.js') return nearestType(dirname(file)) === 'module' ? 'module' : 'commonjs'
  throw new MigError('MIG_OPTION_INVALID', `'${file}' is no name of a script that Node runs`, {
    details: { file },
    hint: 'Its name ends in .mjs, .cjs or .js.',
  })
}

/** What the nearest package.json calls a `.js` file. */
function nearestType(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly type?: unknown }).type
  } catch {
    return dirname(folder) === folder ? undefined : nearestType(dirname(folder))
  }
}
