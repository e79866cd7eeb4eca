import type { BuilderName } from '@mig/core'
import { commentLine, quoteString } from '@mig/script'
import type { ConvertedRevision } from '../map/converted.js'

/** A code version with the revision's constants; its own text stays byte for byte, save for a byte order mark. */
export function renderCode(revision: ConvertedRevision, original: string, run: CodeRun = {}): string {
  const text = original.replace(/^\uFEFF/, '')
  const constants = [...constantsOf(revision), ...runConstants(run)]
  if (!isCommonJs(text)) {
    const hashBang = /^#!.*\r?\n/.exec(text)?.[0] ?? ''
    return `${hashBang}${titleOf(revision)}${lines(constants, (name, value) => `export const ${name} = ${value}`)}\n${text.slice(hashBang.length)}`
  }
  // What stood before `module.exports = …` would be lost with the object it was put on.
  return `${titleOf(revision)}${text.replace(/\n?$/, '\n')}\n${lines(constants, (name, value) => `module.exports.${name} = ${value}`)}`
}

/** How the code runs, where it does not say so itself. */
export interface CodeRun {
  readonly builder?: BuilderName | undefined
  readonly transaction?: false | undefined
}

const runConstants = ({ builder, transaction }: CodeRun): Constants => [
  ...(builder === undefined ? [] : [['builder', quoteString(builder)] as const]),
  ...(transaction === undefined ? [] : [['transaction', String(transaction)] as const]),
]

type Constants = readonly (readonly [name: string, value: string])[]

function constantsOf({ id, downRevisions, branchLabels, dependsOn, equivalentTo }: ConvertedRevision): Constants {
  return [
    ['revision', quoteString(id)],
    ['downRevision', literal(downRevisions)],
    ['branchLabels', literal(branchLabels)],
    ['dependsOn', literal(dependsOn)],
    ...(equivalentTo.length > 0 ? [['equivalentTo', literal(equivalentTo)] as const] : []),
  ]
}

const titleOf = ({ description }: ConvertedRevision): string => (description === '' ? '' : `// ${commentLine(description)}\n`)

const lines = (constants: Constants, line: (name: string, value: string) => string): string =>
  constants.map(([name, value]) => `${line(name, value)}\n`).join('')

function literal(ids: readonly string[]): string {
  const [only, ...others] = ids
  if (only === undefined) return 'null'
  return others.length === 0 ? quoteString(only) : `[${ids.map(quoteString).join(', ')}]`
}

/** Node decides by the same words where neither the ending nor package.json does. */
function isCommonJs(text: string): boolean {
  return /^\s*(?:module\.exports|exports\.\w+)\s*=/m.test(text) && !/^\s*(?:export|import)\b(?!\s*\()/m.test(text)
}
