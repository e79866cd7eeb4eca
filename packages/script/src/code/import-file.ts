import { MigError } from '@mig/core'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { scriptLanguage } from '../files/script-language.js'
import { importError } from './import-error.js'
import { importNatively } from './import-natively.js'
import { moduleFormat } from './module-format.js'
import { packageFormat } from './package-format.js'

/**
 * Imports a `.ts .mts .cts .js .mjs .cjs` or `.json` file of the user's project: a migration, a configuration.
 *
 * TypeScript runs without a flag; its compiler is loaded only when the file is TypeScript, or JavaScript that names a `.ts` file or
 * whose syntax differs from its package's `type`. A file is evaluated once per process.
 *
 * @returns the exports; for CommonJS `module.exports` as `default`, and those of its keys that the engine recognises
 * @throws {MigError} `MIG_SCRIPT_SYNTAX` with `file:line:column` and a code frame, or `MIG_SCRIPT_IMPORT` with the cause
 * @example
 * const { default: config } = await importFile('./mig.config.ts')
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  const file = resolve(path)
  if (!existsSync(file)) {
    throw new MigError('MIG_SCRIPT_IMPORT', `'${file}' could not be imported: there is no such file`, {
      details: { file },
      hint: 'Correct the path.',
    })
  }
  try {
    if (/\.json$/i.test(file)) return { default: JSON.parse(readFileSync(file, 'utf8')) as unknown }
    if (needsTypeScript(file)) {
      const { enableTypeScript } = await import('./enable-typescript.js')
      await enableTypeScript()
    }
    return await importNatively(pathToFileURL(file).href)
  } catch (error) {
    throw await importError(file, error)
  }
}

function needsTypeScript(file: string): boolean {
  if (scriptLanguage(file) !== 'js') return true
  const text = readFileSync(file, 'utf8')
  if (/\.[cm]?ts['"`]/.test(text)) return true
  const format = file.toLowerCase().endsWith('.js') ? moduleFormat(text) : undefined
  return format !== undefined && format !== packageFormat(file)
}
