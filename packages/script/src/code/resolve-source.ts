import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compilerSettings } from './tsconfig.js'

const endings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json']
/** What an ending in an import may stand for, as TypeScript has it. */
const sources: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' }

/**
 * Finds the file that a TypeScript project means by a specifier which the engine itself does not resolve: `./x`, `./x.js` for `x.ts`,
 * a folder with an index, and `paths` of tsconfig.json.
 *
 * @param parent path of the importing file
 * @returns an absolute path, or `undefined`
 */
export function resolveSource(specifier: string, parent: string): string | undefined {
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return findFile(resolve(dirname(parent), specifier))
  if (specifier.startsWith('/')) return findFile(specifier)
  if (specifier.startsWith('file:')) return findFile(fileURLToPath(specifier))
  if (/^[a-z][a-z+.-]+:/i.test(specifier) || specifier.startsWith('#')) return undefined
  for (const path of compilerSettings(parent).paths(specifier)) {
    const found = findFile(path)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a file is the project's own: only those are compiled. */
export function isOwnFile(path: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(path)
}

function findFile(path: string): string | undefined {
  if (isFile(path)) return path
  for (const ending of endings) if (isFile(path + ending)) return path + ending
  const written = /\.[cm]?js$/.exec(path)?.[0]
  const source = written === undefined ? undefined : sources[written]
  if (written !== undefined && source !== undefined && isFile(path.slice(0, -written.length) + source))
    return path.slice(0, -written.length) + source
  for (const ending of endings) if (isFile(join(path, `index${ending}`))) return join(path, `index${ending}`)
  return undefined
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
