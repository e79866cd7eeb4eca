import { describe, expect, it } from 'vitest'
import { codeChecksum } from '../../src/code/code-checksum.js'

const base = `import { thing } from './thing.js'
export const revision = 'ae10'
export const downRevision = null
export async function upgrade(op) {
  const name = 'account'
  await op.createTable(name, { id: { type: 'integer', primaryKey: true } })
  if (thing) return name
}
`

describe('the checksum of a code script', () => {
  const same: readonly (readonly [string, string])[] = [
    ['semicolons', base.replaceAll(/([')}])\n(?! *})/g, '$1;\n').replace('name\n', 'name;\n')],
    ['double quotes', base.replaceAll("'", '"')],
    ['comments', base.replace('  const', '  // the table\n  const').replace('await', '/* wait */ await')],
    ['indentation and blank lines', base.replaceAll('  ', '\t').replaceAll('\n', '\n\n')],
    ['line ends of Windows and a byte order mark', `\ufeff${base.replaceAll('\n', '\r\n')}`],
    [
      'a call over several lines with a comma at its end',
      base.replace(
        "(name, { id: { type: 'integer', primaryKey: true } })",
        "(\n    name,\n    { id: { type: 'integer', primaryKey: true, }, },\n  )",
      ),
    ],
    ['another parent', base.replace('null', "['b1', 'c2']")],
    ['another label', base.replace('= null', "= null\nexport const branchLabels: string[] | null = ['x']")],
    ['no line end at the end', base.trimEnd()],
  ]
  for (const [what, text] of same) {
    it(`is the same with ${what}`, () => {
      expect(text).not.toBe(base)
      expect(codeChecksum(text)).toBe(codeChecksum(base))
    })
  }

  const different: readonly (readonly [string, string])[] = [
    ['another name', base.replace("'account'", "'acount'")],
    ['another type', base.replace('integer', 'bigint')],
    ['a value turned round', base.replace('true', 'false')],
    ['a column more', base.replace('true }', "true }, name: { type: 'text' }")],
    ['the statements in another order', base.replace("  const name = 'account'\n", '').replace('  if', "  const name = 'account'\n  if")],
    ['a return that returns nothing', base.replace('return name', 'return\n    name')],
    ['a statement commented out', base.replace('  await', '  // await')],
    ['a blank inside a string', base.replace("'account'", "'account '")],
    ['another import', base.replace('./thing.js', './other.js')],
    ['a call that becomes an argument list', base.replace("= 'account'\n", "= 'account'\n  (name)\n")],
    ['a list with a hole', base.replace("'account'", "['a', , 'b']")],
  ]
  for (const [what, text] of different) {
    it(`is another one with ${what}`, () => {
      expect(text).not.toBe(base)
      expect(codeChecksum(text)).not.toBe(codeChecksum(base))
    })
  }

  it('tells a semicolon that keeps two lines apart from none', () => {
    expect(codeChecksum('a = b;\n(c)')).not.toBe(codeChecksum('a = b\n(c)'))
    expect(codeChecksum('for (;;) x()')).not.toBe(codeChecksum('for (;) x()'))
  })

  it('counts every character where only a parser could tell', () => {
    const text = 'const a = {}\n/x/g.test(b)\n'
    expect(codeChecksum(text)).not.toBe(codeChecksum(text.replace('\n/', '\n\n/')))
  })
})
