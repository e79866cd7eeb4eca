import { Lexer, Unsure } from '../header/lexer.js'

export type ModuleFormat = 'module' | 'commonjs'

/**
 * Tells from its text whether a file is an ES module or CommonJS, whatever the package around it says.
 *
 * `import`, `export`, `import.meta` and a top-level `await` make an ES module; otherwise `module.exports`, `exports.x`, `require(` or
 * TypeScript's `export =` make CommonJS. Type-only imports and exports count for neither: they vanish.
 *
 * @returns `undefined` when nothing in the text tells
 */
export function moduleFormat(text: string): ModuleFormat | undefined {
  const lexer = new Lexer(text)
  lexer.comments = undefined
  let commonjs = false
  try {
    while (lexer.advance()) {
      if (lexer.kind !== 'name' || lexer.afterDot) continue
      const { value, depth } = lexer
      if (value === 'await' && depth === 0) return 'module'
      if (value === 'exports' || value === 'module' || value === 'require') {
        if (!lexer.advance()) break
        if (value === 'require' ? lexer.at('(') : lexer.at('.')) commonjs = true
        lexer.hold()
      } else if (value === 'import' || (value === 'export' && depth === 0)) {
        const found = afterKeyword(lexer, value, depth)
        if (found === 'module') return 'module'
        if (found === 'commonjs') commonjs = true
      }
    }
  } catch (error) {
    if (!(error instanceof Unsure)) throw error
    // the rest of the text needs a parser: judge by the lines
    if (/^[ \t]*(?:import\s+(?!type\b)[\w*{'"]|export\s+(?!type\b|=)[\w*{])/m.test(text)) return 'module'
    commonjs ||= /\bmodule\.exports\b|^\s*exports\.\w/m.test(text)
  }
  return commonjs ? 'commonjs' : undefined
}

/** What follows `import` or `export`. */
function afterKeyword(lexer: Lexer, keyword: string, depth: number): ModuleFormat | undefined {
  if (!lexer.advance()) return undefined
  if (lexer.at('(')) return undefined
  if (lexer.at('.')) return keyword === 'import' ? 'module' : undefined
  if (depth > 0) return (lexer.hold(), undefined)
  if (lexer.at('=')) return 'commonjs'
  if (lexer.kind === 'name' && (lexer.value === 'type' || lexer.value === 'interface' || lexer.value === 'declare')) {
    const word = lexer.value
    if (!lexer.advance()) return undefined
    // `import type from 'x'` and `import type, { a } from 'x'` name a value
    const vanishes = word !== 'type' || !(lexer.at(',') || isWord(lexer, 'from'))
    return (lexer.hold(), vanishes ? undefined : 'module')
  }
  if (keyword === 'import' && lexer.kind === 'name') {
    if (!lexer.advance()) return undefined
    if (lexer.at('=')) return 'commonjs'
  }
  return 'module'
}

function isWord(lexer: Lexer, word: string): boolean {
  return lexer.kind === 'name' && lexer.value === word
}

/** The free names of CommonJS that a text uses: `__dirname`, `__filename`, `require`. */
export function commonJsNames(text: string): ReadonlySet<string> {
  const used = new Set<string>()
  for (const name of ['__dirname', '__filename', 'require']) {
    if (!new RegExp(`(?<![.\\w$])${name}\\b`).test(text)) continue
    const declared = new RegExp(
      [
        `\\b(?:const|let|var)\\s+(?:\\{[^{}]*?)?\\b${name}\\b`,
        `\\bfunction\\s+${name}\\b`,
        `\\bimport\\s+(?:[\\w$]+\\s*,\\s*)?(?:\\{[^{}]*?|\\*\\s+as\\s+)?\\b${name}\\b`,
        `,\\s*${name}\\s*=[^=>]`,
      ].join('|'),
    )
    if (!declared.test(text)) used.add(name)
  }
  return used
}
