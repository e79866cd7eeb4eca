import { TokenReader, type Token } from './tokens.js'

/** A function of a migration. */
export interface FoundFunction {
  readonly parameters: readonly string[]
  /** Its body's tokens; of an arrow function without braces the expression. */
  readonly body: readonly Token[]
}

/**
 * Finds the function of a direction, however a module gives it: `exports.up = …`, `export async function up(…)`, a method or property
 * `up` of an object or class.
 *
 * @returns `undefined` when there is none, or none that is written out in the file
 */
export function findFunction(tokens: readonly Token[], name: string): FoundFunction | undefined {
  for (const [at, token] of tokens.entries()) {
    const isName = token.value === name && token.kind === 'name'
    const isKey = token.kind === 'string' && token.value.slice(1, -1) === name
    if (!isName && !isKey) continue
    const before = tokens[at - 1]?.value
    if (before === '.' && tokens[at - 2]?.value !== 'exports' && tokens[at - 2]?.value !== 'this') continue
    const found = readFunction(new TokenReader(tokens, at + 1))
    if (found) return found
  }
  return undefined
}

function readFunction(reader: TokenReader): FoundFunction | undefined {
  if (reader.is('(')) return readMethod(reader)
  if (!reader.take('=') && !reader.take(':')) return undefined
  reader.take('async')
  if (reader.take('function')) {
    reader.takeName()
    return readMethod(reader)
  }
  return readArrow(reader)
}

function readMethod(reader: TokenReader): FoundFunction | undefined {
  const parameters = reader.takeBrackets()
  if (!parameters) return undefined
  skipType(reader)
  const body = reader.is('{') ? reader.takeBrackets() : undefined
  return body && { parameters: namesOf(parameters), body }
}

function readArrow(reader: TokenReader): FoundFunction | undefined {
  const single = reader.takeName()
  const parameters = single === undefined ? reader.takeBrackets() : undefined
  if (single === undefined && !parameters) return undefined
  if (single === undefined) skipType(reader)
  if (!reader.take('=>')) return undefined
  const names = single === undefined ? namesOf(parameters!) : [single]
  if (reader.is('{')) return { parameters: names, body: reader.takeBrackets() ?? [] }
  const start = reader.at
  let depth = 0
  for (; !reader.isAtEnd; reader.at++) {
    const { kind, value } = reader.here!
    if (kind === 'name' && depth === 0 && reader.at > start && ['exports', 'export', 'module'].includes(value)) break
    if (kind !== 'punctuation') continue
    if ('([{'.includes(value)) depth++
    else if (')]}'.includes(value) && --depth < 0) break
    else if (depth === 0 && (value === ';' || value === ',')) break
  }
  return { parameters: names, body: reader.tokens.slice(start, reader.at) }
}

/** `: Promise<void>` */
function skipType(reader: TokenReader): void {
  if (!reader.take(':')) return
  while (!reader.isAtEnd && !reader.is('{') && !reader.is('=>') && !reader.is(';')) reader.at++
}

/** The first name of each parameter; what is taken apart (`{ context }`) has none. */
function namesOf(parameters: readonly Token[]): readonly string[] {
  const names: string[] = []
  let depth = 0
  let isFirst = true
  for (const { kind, value } of parameters) {
    if (isFirst) names.push(kind === 'name' ? value : '')
    isFirst = false
    if (kind !== 'punctuation') continue
    if ('([{<'.includes(value)) depth++
    else if (')]}>'.includes(value)) depth--
    else if (value === ',' && depth === 0) isFirst = true
  }
  return names
}
