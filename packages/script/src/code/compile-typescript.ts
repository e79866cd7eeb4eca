import { transformSync, type HelperMode } from 'oxc-transform'
import { basename, extname } from 'node:path'
import { commonJsNames, moduleFormat, type ModuleFormat } from './module-format.js'
import { markSyntaxError, type SyntaxProblem } from './syntax-problem.js'
import { compilerSettings } from './tsconfig.js'

/** A file as the engine runs it. */
export interface Compiled {
  readonly format: ModuleFormat
  /** JavaScript with an inline source map. */
  readonly code: string
}

/** Helpers as calls of `babelHelpers`; the compiler's own constant is a `const enum`, which a single file cannot import. */
const externalHelpers = 'External' as HelperMode.External

/**
 * Compiles a TypeScript file: types, enums, namespaces, parameter properties and decorators. Positions stay through the source map.
 *
 * This is the only file that knows the compiler (oxc-transform, pinned exactly).
 *
 * @throws {SyntaxError} of `markSyntaxError`
 */
export function compileTypeScript(path: string, text: string): Compiled {
  const format = moduleFormat(text) ?? (extname(path) === '.cts' ? 'commonjs' : 'module')
  const decorated = /@[\w$]/.test(text)
  const settings = decorated ? compilerSettings(path) : undefined
  const result = transformSync(path, text, {
    lang: 'ts',
    sourceType: format === 'module' ? 'module' : 'commonjs',
    sourcemap: true,
    helpers: { mode: externalHelpers },
    decorator: { legacy: true, emitDecoratorMetadata: settings?.decoratorMetadata ?? false },
    typescript: { removeClassFieldsWithoutInitializer: !(settings?.definesFields ?? false) },
  })
  const problem = firstProblem(text, result.errors)
  if (problem !== undefined) throw markSyntaxError({ file: path, ...problem })
  const prelude = preludeFor(format, text, result.code)
  // where every import was a type, the compiler keeps the file a module; what CommonJS it has would not run
  const plain = format === 'commonjs' ? result.code.replace(/\nexport \{\};\s*$/, '\n') : result.code
  const code = decorated ? deferCircularTypes(plain) : plain
  if (result.map === undefined) return { format, code: prelude + code }
  const map = { ...result.map, file: basename(path), sources: [path], mappings: (prelude === '' ? '' : ';') + result.map.mappings }
  const url = Buffer.from(JSON.stringify(map)).toString('base64')
  return { format, code: `${prelude}${code}\n//# sourceMappingURL=data:application/json;base64,${url}\n` }
}

/**
 * The first mistake in a TypeScript or JavaScript file, found without running it.
 *
 * @returns `undefined` when the file parses
 */
export function findSyntaxProblem(path: string, text: string): SyntaxProblem | undefined {
  const script = /\.[cm]?js$/i.test(path)
  const format = moduleFormat(text)
  const { errors } = transformSync(path, text, { lang: script ? 'js' : 'ts', sourceType: format ?? 'unambiguous' })
  return firstProblem(text, errors)
}

type Errors = ReturnType<typeof transformSync>['errors']

function firstProblem(text: string, errors: Errors): SyntaxProblem | undefined {
  const error = errors.find(({ severity }) => severity === 'Error')
  if (error === undefined) return undefined
  // the compiler counts bytes of UTF-8
  const start = error.labels[0]?.start ?? 0
  const before = Buffer.from(text)
    .toString('utf8', 0, start)
    .split(/\r\n|[\n\r\u2028\u2029]/)
  const line = before.length
  const column = (before.at(-1)?.length ?? 0) + 1
  return { problem: error.message, line, column, frame: codeFrame(text, line, column) }
}

function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/)
  const first = Math.max(1, line - 2)
  const last = Math.min(lines.length, line + 1)
  const width = String(last).length
  const frame: string[] = []
  for (let number = first; number <= last; number++) {
    const content = lines[number - 1] ?? ''
    frame.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${content}`)
    if (number === line) frame.push(`  ${' '.repeat(width)} | ${content.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`)
  }
  return frame.join('\n')
}

/** One line of declarations that the text relies on; it has a line of its own, so that columns stay. */
function preludeFor(format: ModuleFormat, text: string, code: string): string {
  let prelude = code.includes('babelHelpers.') ? decoratorHelpers : ''
  if (format === 'module') {
    const names = commonJsNames(text)
    if (names.has('require')) {
      prelude += 'import { createRequire as __mig_createRequire } from "node:module"; const require = __mig_createRequire(import.meta.url);'
    }
    // import.meta.filename is not in every supported version
    if (names.has('__filename') || names.has('__dirname')) prelude += 'import { fileURLToPath as __mig_path } from "node:url";'
    if (names.has('__filename')) prelude += 'const __filename = __mig_path(import.meta.url);'
    if (names.has('__dirname')) prelude += 'const __dirname = __mig_path(new URL(".", import.meta.url)).replace(/(?<=.)[\\\\/]$/, "");'
  }
  return prelude === '' ? '' : `${prelude}\n`
}

/** What compiled decorators call (the names are the compiler's); `typeOf` is ours, see {@link deferCircularTypes}. */
const decoratorHelpers =
  'const babelHelpers = {' +
  'decorate(decorators, target, key, descriptor) {' +
  ' const isClass = arguments.length < 3;' +
  ' let result = isClass ? target : descriptor === null ? Object.getOwnPropertyDescriptor(target, key) : descriptor;' +
  ' for (let i = decorators.length - 1; i >= 0; i--) { const decorator = decorators[i]; if (!decorator) continue;' +
  ' result = (isClass ? decorator(result) : arguments.length > 3 ? decorator(target, key, result) : decorator(target, key)) || result; }' +
  ' if (!isClass && arguments.length > 3 && result) Object.defineProperty(target, key, result);' +
  ' return result; },' +
  'decorateParam(index, decorator) { return (target, key) => decorator(target, key, index); },' +
  'decorateMetadata(key, value) { return typeof Reflect === "object" && typeof Reflect.metadata === "function" ? Reflect.metadata(key, value) : undefined; },' +
  'typeOf(read) { try { const type = read(); return type === undefined ? Object : type; } catch { return Object; } } };'

/**
 * Types of properties are looked up while the class is made. In a circle of ES modules the other class does not exist yet, and a
 * plain `typeof` throws where CommonJS sees `undefined`: entities that refer to one another could not be loaded.
 */
function deferCircularTypes(code: string): string {
  return code.replace(/\btypeof ([A-Za-z_$][\w$.]*) === "undefined" \? Object : \1(?![\w$.])/g, 'babelHelpers.typeOf(() => $1)')
}
