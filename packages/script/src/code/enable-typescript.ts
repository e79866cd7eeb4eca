import { existsSync, readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import * as nodeModule from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

type Hooks = typeof import('./typescript-hooks.js')

let enabled: Promise<void> | undefined

/**
 * Makes this process run TypeScript, for the rest of its life: every form, in ESM and CommonJS projects, without a flag.
 * Files under `node_modules` are left alone. Calling it again does nothing.
 */
export function enableTypeScript(): Promise<void> {
  enabled ??= install()
  return enabled
}

async function install(): Promise<void> {
  // positions in errors are those of the source
  process.setSourceMapsEnabled(true)
  const hooks = await import('./typescript-hooks.js')
  if ('registerHooks' in nodeModule && typeof nodeModule.registerHooks === 'function') {
    nodeModule.registerHooks({ resolve: hooks.resolve, load: hooks.load })
  } else nodeModule.register(hooksAddress())
  await extendRequire(hooks)
}

/** The hooks beside this file; where the package was bundled or runs from its sources, those of the installed package. */
function hooksAddress(): string | URL {
  const beside = new URL('./typescript-hooks.js', import.meta.url)
  if (beside.protocol === 'file:' && existsSync(fileURLToPath(beside))) return beside
  return pathToFileURL(createRequire(import.meta.url).resolve('@mig/script/typescript-hooks'))
}

/** What Node's CommonJS loader lets others extend; its types are not public. */
interface Extensible {
  _extensions: Record<string, (module: Compilable, path: string) => void>
  _resolveFilename: (request: string, parent: { readonly filename?: string | null } | undefined, ...rest: readonly unknown[]) => string
}

interface Compilable {
  _compile(code: string, path: string, format?: string): void
}

/**
 * Teaches `require` what the hooks know. Where there is no `module.registerHooks`, `require` asks no hook; where there is, a CommonJS
 * file with a source from a hook gets a `require` that cannot load ES modules in every version.
 */
async function extendRequire({ isTypeScript }: Hooks): Promise<void> {
  const { compileTypeScript } = await import('./compile-typescript.js')
  const { isOwnFile, resolveSource } = await import('./resolve-source.js')
  const { moduleFormat } = await import('./module-format.js')
  const { packageFormat } = await import('./package-format.js')
  // the two members exist in every supported version; much of the ecosystem relies on them
  const loader = Module as unknown as Extensible
  const plain = loader._extensions['.js']
  for (const ending of ['.ts', '.mts', '.cts']) {
    loader._extensions[ending] = (module, path) => {
      if (!isOwnFile(path) || !isTypeScript(path)) return plain?.(module, path)
      const { format, code } = compileTypeScript(path, readFileSync(path, 'utf8'))
      module._compile(code, path, format)
    }
  }
  loader._extensions['.js'] = (module, path) => {
    if (isOwnFile(path) && packageFormat(path) === 'module') {
      const text = readFileSync(path, 'utf8')
      if (moduleFormat(text) === 'commonjs') return module._compile(text, path, 'commonjs')
    }
    return plain?.(module, path)
  }
  const resolveFilename = loader._resolveFilename
  loader._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolveFilename.call(this, request, parent, ...rest)
    } catch (error) {
      const from = parent?.filename
      const found = typeof from === 'string' && isOwnFile(from) ? resolveSource(request, from) : undefined
      if (found === undefined) throw error
      return found
    }
  }
}
