import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileTypeScript } from './compile-typescript.js'
import { moduleFormat } from './module-format.js'
import { packageFormat } from './package-format.js'
import { isOwnFile, resolveSource } from './resolve-source.js'

// Module hooks, in the form that both `module.registerHooks` (synchronous, this thread) and `module.register` (a thread of its own)
// take: `next…` may answer at once or by a promise, and so does each hook. This file is loaded by its address, so it stays a file of
// its own when the package is bundled.

interface Resolved {
  readonly url: string
  readonly format?: string | null | undefined
  readonly importAttributes?: Readonly<Record<string, string>> | undefined
  readonly shortCircuit?: boolean | undefined
}

interface Loaded {
  readonly format: string
  readonly source?: string | null | undefined
  readonly shortCircuit?: boolean | undefined
}

interface ResolveContext {
  readonly parentURL?: string | undefined
  readonly conditions?: readonly string[] | undefined
}

interface LoadContext {
  readonly format?: string | null | undefined
  readonly conditions?: readonly string[] | undefined
  readonly importAttributes?: Readonly<Record<string, string>> | undefined
}

/** CommonJS without a source is left to `require`, which `enable-typescript.ts` has taught the same. */
const leaveToRequire: Loaded = { format: 'commonjs', source: null, shortCircuit: true }

type MaybePromise<T> = T | Promise<T>

/** Asks the engine first, then looks where a TypeScript project would. */
export function resolve(
  specifier: string,
  context: ResolveContext,
  nextResolve: (specifier: string, context: ResolveContext) => MaybePromise<Resolved>,
): MaybePromise<Resolved> {
  const recover = (error: unknown): MaybePromise<Resolved> => {
    const { parentURL } = context
    if (parentURL?.startsWith('file:') !== true || !isNotFound(error)) throw error
    const parent = fileURLToPath(parentURL)
    const found = isOwnFile(parent) ? resolveSource(specifier, parent) : undefined
    if (found === undefined) throw error
    return nextResolve(pathToFileURL(found).href, context)
  }
  try {
    const result = nextResolve(specifier, context)
    return result instanceof Promise ? result.catch(recover) : result
  } catch (error) {
    return recover(error)
  }
}

/** Compiles the project's own TypeScript; leaves everything else to the engine. */
export function load(
  url: string,
  context: LoadContext,
  nextLoad: (url: string, context: LoadContext) => MaybePromise<Loaded>,
): MaybePromise<Loaded> {
  if (!url.startsWith('file:')) return nextLoad(url, context)
  const path = fileURLToPath(url)
  const ending = extname(path).toLowerCase()
  if (!isOwnFile(path)) return nextLoad(url, context)
  if (isTypeScript(path)) {
    const { format, code } = compileTypeScript(path, readFileSync(path, 'utf8'))
    return format === 'commonjs' ? leaveToRequire : { format, source: code, shortCircuit: true }
  }
  if (ending === '.json' && context.importAttributes?.type === undefined && context.conditions?.includes('require') !== true) {
    return { format: 'module', source: jsonModule(readFileSync(path, 'utf8'), path), shortCircuit: true }
  }
  if (ending === '.js') {
    const text = readFileSync(path, 'utf8')
    const format = moduleFormat(text)
    if (format !== undefined && format !== packageFormat(path)) {
      return format === 'commonjs' ? leaveToRequire : { format, source: text, shortCircuit: true }
    }
  }
  return nextLoad(url, context)
}

/** Whether the ending says TypeScript; declarations hold nothing to run. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/i.test(path) && !/\.d\.[cm]?ts$/i.test(path)
}

/** A JSON file as a module: the value as default, and a name for each key that can be one, as TypeScript's `resolveJsonModule` has it. */
function jsonModule(text: string, path: string): string {
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch (error) {
    throw new SyntaxError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const names =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default')
      : []
  // `export { x as name }` takes every word, also reserved ones
  const exported = names.map((name, index) => `const n${index} = value[${JSON.stringify(name)}]; export { n${index} as ${name} };`)
  return `const value = ${JSON.stringify(value)}; export default value; ${exported.join(' ')}`
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  // an alias like `@/db` is no valid package name
  if (code === 'ERR_INVALID_MODULE_SPECIFIER') return true
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT'
}
