import { describe, expect, it } from 'vitest'
import { scanCodeHeader } from '../../src/index.js'

const header = (text: string) => {
  const scanned = scanCodeHeader(text)
  if (scanned.kind === 'incomplete') throw new Error(`incomplete: ${scanned.why}`)
  return scanned.header
}

describe('a header of exported constants', () => {
  it('is read with every constant', () => {
    expect(
      header(`/**
 * create account table
 */
import type { Operations } from '@mig/schema'

export const revision = '30aaeaf5a3d7'
export const downRevision = ["ae10", \`ae11\`] as const
export const branchLabels: string[] | null = ['billing',]
export const dependsOn: string | null = 'x27c6a30d7c24'
export const replaces = ['a', /* two */ 'b'], equivalentTo = 'c';
export const createDate = '2017-08-25T16:02:56Z' satisfies string
export const transaction = false

export async function upgrade(op: Operations) { await op.createTable('account', {}) }
`),
    ).toEqual({
      revision: '30aaeaf5a3d7',
      downRevisions: ['ae10', 'ae11'],
      branchLabels: ['billing'],
      dependsOn: ['x27c6a30d7c24'],
      replaces: ['a', 'b'],
      equivalentTo: ['c'],
      createdAt: '2017-08-25T16:02:56Z',
      transaction: false,
      description: 'create account table',
    })
  })

  it('has no parents for null and for undefined', () => {
    for (const none of ['null', 'undefined', 'null as string | null', '[]', '[] as const', 'undefined as unknown as string']) {
      const text = `export const revision = 'a'\nexport const downRevision = ${none}\n`
      if (none.includes('unknown')) expect(scanCodeHeader(text).kind).toBe('incomplete')
      else expect(header(text).downRevisions).toEqual([])
    }
  })

  it('is not taken from strings, templates, comments or regular expressions', () => {
    expect(
      header(`#!/usr/bin/env node
// the description
const a = "export const revision = 'no'", b = \`
export const revision = 'no'
\${\`
export const revision = 'no' \${ { c: '}' } }\`}
\`
/* export const revision = 'no' */
const c = /export const revision = ['"/]/g, d = 6 / 2 / 1
if (a) /'/.test(b)
export const revision = 'yes'
export const downRevision = 'parent'
export async function upgrade(op) {
  await op.execute("export const downRevision = 'no'")
  const half = (1 + 2) / 2, quarter = half / 2 // '
}
`),
    ).toMatchObject({ revision: 'yes', downRevisions: ['parent'], description: 'the description' })
  })

  it('keeps a byte order mark and Windows line ends apart from its values', () => {
    expect(header("\ufeff// words\r\nexport const revision = 'a'\r\nexport const downRevision = 'b'\r\n")).toMatchObject({
      revision: 'a',
      downRevisions: ['b'],
      description: 'words',
    })
  })

  it('describes itself by the first comment that speaks to people', () => {
    const rest = "export const revision = 'a'\nexport const downRevision = null\n// later\n"
    expect(header(`/* eslint-disable */\n// @ts-check\n\n/** add a table\n * and an index */\n${rest}`).description).toBe('add a table')
    expect(header(rest).description).toBe('')
  })
})

describe('a CommonJS header', () => {
  it('is read from assignments to exports', () => {
    expect(
      header(`'use strict'
const x = require('node:path')
exports.revision = 'a'
module.exports.downRevision = ['b']
exports.upgrade = async function (op) { await op.execute('x') }
`),
    ).toMatchObject({ revision: 'a', downRevisions: ['b'] })
  })

  it('is read from an object given to module.exports', () => {
    expect(
      header(`// words
module.exports = {
  revision: 'a', downRevision: null,
  branchLabels: ['billing'],
  async upgrade(op) { await op.execute('a, b }') },
  downgrade: async (op) => { await op.execute({ a: [1, 2] }) },
}
`),
    ).toMatchObject({ revision: 'a', downRevisions: [], branchLabels: ['billing'], description: 'words' })
  })
})

describe('what text does not tell is incomplete', () => {
  const down = 'export const downRevision = null\n'
  const cases: Record<string, string> = {
    'no revision': down,
    'no downRevision': "export const revision = 'a'\n",
    'a computed revision': `export const revision = 'a' + 'b'\n${down}`,
    'a computed revision on two lines': `export const revision = 'a'\n  + 'b'\n${down}`,
    'a method of a string': `export const revision = 'a'\n.trim()\n${down}`,
    'a conditional': `export const revision = 'a' ? 'b' : 'c'\n${down}`,
    'an assertion with an operator behind it': `export const revision = 'a' as string || 'b'\n${down}`,
    'a template with a value': 'const x = 1\nexport const revision = `a${x}`\n' + down,
    'a tagged template': 'export const revision = String.raw`a`\n' + down,
    'a string that tags a template': "export const revision = 'a'\n`b`\n" + down,
    'a variable that may be assigned': `export let revision = 'a'\n${down}`,
    'a number': `export const revision = 1\n${down}`,
    'a spread': `export const revision = 'a'\nexport const downRevision = [...x]\n`,
    'an array that is changed': `export const revision = 'a'\nexport const downRevision = ['b']\n{ downRevision.push('c') }\n`,
    'a list of exports': `const id = 'a'\nexport { id as revision }\n${down}`,
    'an export of everything': `export * from './header.js'\nexport const revision = 'a'\n${down}`,
    'a destructured export': `export const { revision, downRevision } = header`,
    'an enum': `export enum revision { a }\n${down}`,
    'a declaration without a value': `export declare const revision: string\n${down}`,
    'two forms': `export const revision = 'a'\n${down}exports.dependsOn = 'b'\n`,
    'a conditional assignment': `if (x)\n exports.revision = 'a'\nexports.downRevision = null\n`,
    'an assignment in a block': `exports.revision = 'a'\nexports.downRevision = null\nif (x) { exports.dependsOn = 'a' }\n`,
    'exports handed on': `exports.revision = 'a'\nexports.downRevision = null\nfill(exports)\n`,
    'exports at the very end': `exports.revision = 'a'\nexports.downRevision = null\nexports`,
    'an alias that is dead': `module.exports = { revision: 'a', downRevision: null }\nexports.dependsOn = 'x'\n`,
    'an object with a spread': `module.exports = { ...base, revision: 'a', downRevision: null }\n`,
    'a shorthand': `const revision = 'a'\nmodule.exports = { revision, downRevision: null }\n`,
    'a getter': `module.exports = { get revision() { return 'a' }, downRevision: null }\n`,
    'a quoted key': `module.exports = { 'revision': 'a', downRevision: null }\n`,
    'a slash only a parser understands': `export const revision = 'a'\n${down}function f() {}\n/'/.test(x)\n`,
    'a text that does not parse': `export const revision = 'a'\n${down}function f() {`,
    'an escape that is rarely used': `export const revision = '\\u{61}'\n${down}`,
    'a name with an escape': `export const \\u0072evision = 'a'\n${down}`,
    'an empty text': '',
  }
  for (const [name, text] of Object.entries(cases)) {
    it(name, () => {
      expect(scanCodeHeader(text)).toMatchObject({ kind: 'incomplete', why: expect.stringMatching(/./) as string })
    })
  }
})
