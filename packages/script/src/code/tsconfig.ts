import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** What of a tsconfig.json changes how a file runs. */
export interface CompilerSettings {
  readonly decoratorMetadata: boolean
  /** Class fields without a value exist (`undefined`) instead of vanishing. */
  readonly definesFields: boolean
  /** The files that `paths` and `baseUrl` name for a specifier, without endings; absolute. */
  readonly paths: (specifier: string) => readonly string[]
}

const noSettings: CompilerSettings = { decoratorMetadata: true, definesFields: false, paths: () => [] }
const byFolder = new Map<string, CompilerSettings>()
const cache = new Map<string, unknown>()

/**
 * The settings of the tsconfig.json nearest to a file; defaults when there is none, or it does not parse.
 *
 * Read only when a file needs it: when it has decorators, or names a module that is nowhere else.
 */
export function compilerSettings(file: string): CompilerSettings {
  const folder = dirname(file)
  let settings = byFolder.get(folder)
  if (settings === undefined) {
    settings = readSettings(folder)
    byFolder.set(folder, settings)
  }
  return settings
}

function readSettings(folder: string): CompilerSettings {
  // required here, not imported: module hooks are synchronous, and most repositories never get here
  const { createPathsMatcher, getTsconfig } = createRequire(import.meta.url)('get-tsconfig') as typeof import('get-tsconfig')
  let found
  try {
    found = getTsconfig(folder, 'tsconfig.json', cache as Map<string, never>)
  } catch {
    // a broken tsconfig is the compiler's to report; a migration runs without it
    return noSettings
  }
  if (found === null || found === undefined) return noSettings
  const options = found.config.compilerOptions ?? {}
  const matcher = createPathsMatcher(found)
  return {
    decoratorMetadata: options.emitDecoratorMetadata === true,
    definesFields: options.useDefineForClassFields === true,
    paths: matcher ?? (() => []),
  }
}
