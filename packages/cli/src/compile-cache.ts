import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** Compiled code by file: the file's state when it was compiled, and what V8 made of it. */
type Archive = Map<string, { readonly state: string; readonly code: Buffer }>

/**
 * Keeps the compiled code of the command and of its drivers in a folder, so that the next start does not compile them again:
 * a fifth of the time of `mig current`.
 *
 * Node does this itself since 22.1; before that the code goes through `vm.Script` and its `cachedData`. V8 refuses data of
 * another version, or made under other flags, and files that changed are compiled anew. Only `main` and what it requires, and
 * what that requires, are kept, never the scripts of a user. A folder that cannot be written is no failure: then nothing is kept.
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off, as it does in Node.
 *
 * @param main absolute path of the command's own file
 * @param folder where to keep the code; in the command's own folder, so that whoever can write it could change the command as well
 */
export function keepCompiledCode(main: string, folder: string): void {
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown } // not in the types of Node 20
  if (enableCompileCache) enableCompileCache(folder)
  else keepOnOldNode(main, join(folder, `${process.version}-${process.arch}.bin`))
}

/** What every version of Node up to 22.0 calls to compile a CommonJS module; not in its types. */
interface Compiler {
  _compile(this: NodeJS.Module, content: string, filename: string, format?: string): unknown
}

function keepOnOldNode(main: string, file: string): void {
  const kept = readArchive(file)
  const compiled = new Map<string, { readonly state: string; readonly script: Script }>()
  const ours = new Set([main])
  const prototype = nodeModule.prototype as unknown as Compiler // the member is Node's own, stable from 0.x to 22.0
  const compile = prototype._compile
  prototype._compile = function (content, filename, format) {
    const requiredByOurs = this.parent?.filename !== undefined && ours.has(this.parent.filename)
    if (format === 'module' || content.startsWith('#!') || importsModules(content) || !(requiredByOurs || ours.has(filename))) {
      return compile.call(this, content, filename, format)
    }
    ours.add(filename)
    const state = stateOf(filename)
    const known = kept.get(filename)
    const cachedData = known?.state === state ? known.code : undefined
    let script: Script
    try {
      script = new Script(nodeModule.wrap(content), cachedData ? { filename, cachedData } : { filename })
    } catch {
      return compile.call(this, content, filename, format) // not CommonJS after all: Node knows what to say
    }
    if (!cachedData || script.cachedDataRejected === true) compiled.set(filename, { state, script })
    const run = script.runInThisContext() as (...args: unknown[]) => unknown // what `Module.wrap` makes of any text that parses
    return run.call(this.exports, this.exports, createRequire(filename), this, filename, dirname(filename))
  }
  process.on('exit', () => {
    if (compiled.size === 0) return
    for (const [filename, { state, script }] of compiled) kept.set(filename, { state, code: script.createCachedData() })
    writeArchive(file, kept)
  })
}

/** A dynamic import in a script that was read from the archive fails: V8 forgets on the way who asked for it. */
const importsModules = (content: string): boolean => /\bimport\(/.test(content)

/** Changes whenever the file does: the time of modification is no help, npm gives all files the same. */
function stateOf(filename: string): string {
  const { ctimeMs, size } = statSync(filename)
  return `${ctimeMs} ${size}`
}

/** The archive: the length of its index, the index as JSON, the codes one after the other. Anything else reads as empty. */
function readArchive(file: string): Archive {
  const archive: Archive = new Map()
  try {
    const bytes = readFileSync(file)
    const start = 4 + bytes.readUInt32LE(0)
    const index = JSON.parse(bytes.toString('utf8', 4, start)) as [filename: string, state: string, from: number, length: number][]
    for (const [filename, state, from, length] of index) {
      archive.set(filename, { state, code: bytes.subarray(start + from, start + from + length) })
    }
  } catch {
    archive.clear()
  }
  return archive
}

/** Through a rename, so that nobody reads half of it. */
function writeArchive(file: string, archive: Archive): void {
  let from = 0
  const index = [...archive].map(([filename, { state, code }]) => {
    const entry = [filename, state, from, code.length]
    from += code.length
    return entry
  })
  const head = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const written = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(written, Buffer.concat([length, head, ...[...archive.values()].map(({ code }) => code)]), { flag: 'wx' })
    renameSync(written, file)
  } catch {
    // A folder that is not ours to write: the next start compiles again.
  }
}
