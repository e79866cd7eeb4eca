import { extname } from 'node:path'

/** What a migration file is written in. */
export type ScriptLanguage = 'ts' | 'js' | 'sql'

const languages: Readonly<Record<string, ScriptLanguage>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.sql': 'sql',
}

/**
 * The language of a migration file by its ending; `undefined` for every other file and for type declarations (`.d.ts`).
 *
 * @example
 * scriptLanguage('30aaeaf5a3d7_create_account_table.mts') // 'ts'
 */
export function scriptLanguage(fileName: string): ScriptLanguage | undefined {
  if (/\.d\.[cm]?ts$/i.test(fileName)) return undefined
  const ending = extname(fileName).toLowerCase()
  return Object.hasOwn(languages, ending) ? languages[ending] : undefined
}
