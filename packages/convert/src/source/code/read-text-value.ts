import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '@mig/script'
import type { TokenReader } from './tokens.js'

/** Where a text may come from beside a literal. */
export interface TextSources {
  /** Constants of the file whose value is a literal, by name. */
  readonly constants: ReadonlyMap<string, string>
  /** The folder of the code file, for `readFileSync(join(__dirname, 'a.sql'))`. */
  readonly folder: string
  /** Files that were read that way; filled while reading. */
  readonly read: { readonly name: string; readonly path: string }[]
}

/**
 * Reads a text that needs no running: a string, a template without `${…}`, such texts joined by `+`, a constant that is one, or a file that
 * is named by such texts.
 *
 * @returns `undefined`, with the reader where it was, for everything else
 */
export function readTextValue(reader: TokenReader, sources: TextSources): string | undefined {
  const start = reader.at
  let text = ''
  do {
    const piece = readPiece(reader, sources)
    if (piece === undefined) {
      reader.at = start
      return undefined
    }
    text += piece
  } while (reader.take('+'))
  return text
}

function readPiece(reader: TokenReader, sources: TextSources): string | undefined {
  const token = reader.here
  if (!token) return undefined
  if (token.kind === 'string' || (token.kind === 'template' && /^`[^]*`$/.test(token.value) && token.value.length > 1)) {
    reader.at++
    return cooked(token.value)
  }
  const file = readFileCall(reader, sources)
  if (file !== undefined) return file
  if (token.kind !== 'name') return undefined
  const value = sources.constants.get(token.value)
  if (value !== undefined) reader.at++
  return value
}

function readFileCall(reader: TokenReader, sources: TextSources): string | undefined {
  const start = reader.at
  reader.take('fs', '.')
  const path = reader.take('readFileSync', '(') ? readPath(reader, sources) : undefined
  if (path !== undefined && existsSync(join(sources.folder, path))) {
    if (reader.take(',')) readTextValue(reader, sources)
    if (reader.take(')')) {
      reader.take('.', 'toString', '(', ')')
      const place = join(sources.folder, path)
      sources.read.push({ name: path, path: place })
      return readText(place)
    }
  }
  reader.at = start
  return undefined
}

function readPath(reader: TokenReader, sources: TextSources): string | undefined {
  reader.take('path', '.')
  if (!reader.take('join', '(', '__dirname') && !reader.take('resolve', '(', '__dirname')) return undefined
  const parts: string[] = []
  while (reader.take(',')) {
    const part = readTextValue(reader, sources)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return reader.take(')') ? parts.join('/') : undefined
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }

/** The value of a string or template from its source. */
function cooked(source: string): string {
  const inner = source.slice(1, -1)
  // in a template a line end is \n, however the file writes it
  const body = source.startsWith('`') ? inner.replace(/\r\n?/g, '\n') : inner
  return body.replace(/\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[^]))/g, (_whole, point, unit, byte, other) => {
    const digits = (point ?? unit ?? byte) as string | undefined
    if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16))
    const character = other as string
    if (/^[\r\n\u2028\u2029]/.test(character)) return ''
    return Object.hasOwn(escapes, character) ? escapes[character]! : character
  })
}
