import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerFromValues } from '../../src/header/script-header.js'
import { importNatively } from '../../src/code/import-natively.js'
import { scanCodeHeader } from '../../src/index.js'

const { Date: realDate } = globalThis

/** What importing a text answers. An edited `createDate` can become an assignment to `Date`, which must not outlive the text. */
async function importText(text: string): Promise<Record<string, unknown>> {
  try {
    return await importNatively(`data:text/javascript,${encodeURIComponent(text)}`)
  } finally {
    globalThis.Date = realDate
  }
}

const id = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const text = fc.oneof(id, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
const names = { revision: text, downRevision: fc.oneof(fc.constant(null), text, fc.array(text, { maxLength: 3 })) }
const others = {
  branchLabels: fc.oneof(fc.constant(null), fc.constant(undefined), text, fc.array(text, { maxLength: 3 })),
  dependsOn: fc.oneof(fc.constant(null), fc.array(text, { maxLength: 3 })),
  replaces: fc.array(text, { maxLength: 3 }),
  equivalentTo: fc.oneof(text, fc.array(text, { maxLength: 3 })),
  createDate: text,
  transaction: fc.boolean(),
}
const values = fc.record({ ...names, ...others }, { requiredKeys: ['revision', 'downRevision'] })

const blank = fc.constantFrom('', ' ', '\n', '  ', ' /* x */ ', ' // it\'s "\n', '\r\n', '/* \n */')

/** A value in one of the ways in which people write it. */
const write = (value: unknown, style: number): string => {
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, style + index)).join(style % 2 === 0 ? ', ' : ' ,\n  ')}${style % 3 === 0 && value.length > 0 ? ',' : ''}]`
  if (typeof value !== 'string') return String(value)
  const json = JSON.stringify(value)
  const inner = json.slice(1, -1).replace(/\\"/g, '"')
  if (style % 3 === 1) return `'${inner.replace(/'/g, "\\'")}'`
  if (style % 3 === 2) return `\`${inner.replace(/`/g, '\\`').replace(/\$/g, '\\$')}\``
  return json
}

const decoy = fc.constantFrom(
  "// export const revision = 'no'",
  "/* export const revision = 'no'\n*/",
  'const s1 = "export const revision = \'no\'"',
  "const t1 = `\nexport const revision = 'no'\n${`${{ a: '}' }}`}\n`",
  "const r1 = /export const revision = 'no'[/'\"]/g",
  'const d1 = 6 / 2 / 3 // /',
  "function f1() { return /'/.test('\"') ? { a: '}' } : [`]`] }",
  'class C1 { static x = 1; y() { return this.x / 2 } }',
  "export async function upgrade(op) { await op.execute('export const downRevision = 1'); if (op) /'/.test(op) }",
  'export const other1 = { a: 1, b: [2, 3] }',
  'const g1 = (a, b) => a / b / 2',
  'label: for (const x of [1]) { continue label }',
  'export { f2 as f3 }; function f2() {}',
)

const file = fc
  .record({
    values,
    styles: fc.array(fc.nat(11), { minLength: 8, maxLength: 8 }),
    blanks: fc.array(blank, { minLength: 8, maxLength: 8 }),
    decoys: fc.uniqueArray(decoy, { maxLength: 6 }),
    semicolons: fc.boolean(),
  })
  .map(({ values, styles, blanks, decoys, semicolons }) => {
    const lines = Object.entries(values).map(([name, value], index) => {
      const at = (shift: number): string => blanks[(index * 3 + shift) % blanks.length] ?? ''
      return `export const${at(0) || ' '} ${name}${at(1)}=${at(2)}${write(value, styles[index] ?? 0)}${semicolons ? ';' : ''}`
    })
    // decoys stand between the constants, in an order of their own
    decoys.forEach((each, index) => lines.splice((index * 7) % (lines.length + 1), 0, each + (semicolons ? '' : '\n')))
    return { text: lines.join('\n'), values: values as Record<string, unknown> }
  })

describe('the header scanner', () => {
  it('reads every file that is written plainly', () => {
    fc.assert(
      fc.property(file, ({ text, values }) => {
        const scanned = scanCodeHeader(text)
        const expected = headerFromValues(values, '')
        if ('problem' in expected) return expect(scanned.kind).toBe('incomplete')
        const { description: _, ...header } = expected
        expect(scanned).toMatchObject({ kind: 'complete', header })
      }),
      { numRuns: 500 },
    )
  })

  it('answers what importing the file answers, or that it does not know, whatever was done to the text', async () => {
    const noise = fc.constantFrom(
      "'",
      '"',
      '`',
      '/',
      '*',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '\n',
      ' ',
      ',',
      ';',
      '=',
      '\\',
      '$',
      '+',
      '.',
      'x',
      "'b'",
      'revision',
      'export',
      'const',
      '//',
      '/*',
      '*/',
      '${',
      "\nrevision = 'b'",
      ' + 1',
      '\nexport let dependsOn = 1\n',
    )
    const edit = fc.record({ at: fc.nat(10_000), remove: fc.nat(3), insert: fc.oneof(fc.constant(''), noise) })
    let known = 0
    await fc.assert(
      fc.asyncProperty(file, fc.array(edit, { minLength: 1, maxLength: 3 }), async ({ text }, edits) => {
        const edited = edits.reduce(
          (all, { at, remove, insert }) => all.slice(0, at % all.length) + insert + all.slice((at % all.length) + remove),
          text,
        )
        const scanned = scanCodeHeader(edited)
        if (scanned.kind === 'incomplete') return
        let imported: Record<string, unknown>
        try {
          imported = await importText(edited)
        } catch {
          return // a file that does not run has no header to be wrong about
        }
        known++
        const { description: _, ...header } = scanned.header
        expect({ ...headerFromValues(imported, ''), text: edited }).toMatchObject(header)
        expect(Object.keys(headerFromValues(imported, '')).sort()).toEqual(Object.keys(scanned.header).sort())
      }),
      { numRuns: 1500 },
    )
    expect(known).toBeGreaterThan(50)
  })
})
