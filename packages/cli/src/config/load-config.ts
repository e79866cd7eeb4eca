import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMigError, MigError } from '@mig/core'

/** Reads a configuration file of any kind. TypeScript needs its loader; JSON and JavaScript load nothing of it. */
export async function loadConfig(file: string): Promise<unknown> {
  if (file.endsWith('.json')) {
    const value = readJson(file)
    return basename(file) === 'package.json' ? (value as { readonly mig?: unknown }).mig : value
  }
  const exported = /\.[cm]?ts$/.test(file) ? await importTypeScript(file) : await importJavaScript(file)
  return 'default' in exported ? exported['default'] : exported
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new MigError('MIG_CONFIG_MISSING', `the configuration '${file}' cannot be read`, {
      details: { file },
      cause,
      hint: 'Correct --config, or run: mig init',
    })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw broken(file, cause)
  }
}

async function importTypeScript(file: string): Promise<Record<string, unknown>> {
  const { importFile } = await import('@mig/script')
  try {
    return await importFile(file)
  } catch (cause) {
    throw isMigError(cause) ? broken(file, cause, cause.hint) : broken(file, cause)
  }
}

async function importJavaScript(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (cause) {
    throw broken(file, cause)
  }
}

function broken(file: string, cause: unknown, hint?: string): MigError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const named = reason.includes(file) ? '' : ` '${file}'`
  return new MigError('MIG_CONFIG_INVALID', `the configuration${named} does not load: ${reason}`, {
    details: { file },
    cause,
    hint: hint ?? 'Correct the file; nothing was changed.',
  })
}
