import type { StatementWord, TouchedName } from './statement-class.js'

const kinds: Readonly<Record<string, TouchedName['kind']>> = {
  TABLE: 'table',
  INDEX: 'index',
  VIEW: 'view',
  TRIGGER: 'trigger',
  FUNCTION: 'routine',
  PROCEDURE: 'routine',
  AGGREGATE: 'routine',
  SEQUENCE: 'sequence',
  TYPE: 'type',
  DOMAIN: 'type',
  SCHEMA: 'schema',
  DATABASE: 'schema',
}

const actions: Readonly<Record<string, TouchedName['action']>> = {
  CREATE: 'create',
  ALTER: 'alter',
  DROP: 'drop',
  TRUNCATE: 'alter',
  RENAME: 'alter',
  COMMENT: 'alter',
  REINDEX: 'alter',
}
/** How far after its verb a statement may name its kind: `CREATE OR REPLACE DEFINER=a@b SQL SECURITY INVOKER VIEW`. */
const farthestKind = 24

/** Finds the objects that a DDL statement names. Anything it is not sure of is `other`. */
export function findTouches(words: readonly StatementWord[]): readonly TouchedName[] {
  const action = actions[words[0]?.word ?? '']
  if (action === undefined) return []
  if (words[0]!.word === 'RENAME')
    return words[1]?.word === 'TABLE' ? namesFrom(words, 2).map((name) => ({ action, kind: 'table', name })) : []
  const at = words.findIndex((word, index) => index > 0 && index < farthestKind && Object.hasOwn(kinds, word.word))
  if (at < 0)
    return words[0]!.word === 'TRUNCATE'
      ? namesFrom(words, 1).map((name) => ({ action, kind: 'table', name }))
      : [{ action, kind: 'other', name: '' }]
  const kind = kinds[words[at]!.word]!
  const start = skipWords(words, at + 1)
  if (kind === 'index' && action === 'create' && words[start]?.word === 'ON') return [{ action, kind: 'other', name: '' }]
  const names = action === 'drop' ? namesFrom(words, start) : namesFrom(words, start).slice(0, 1)
  const table = kind === 'index' || kind === 'trigger' ? tableAfterOn(words, start) : undefined
  if (names.length === 0) return [{ action, kind: 'other', name: '' }]
  const touched: readonly TouchedName[] = names.map((name) => ({ action, kind, name, ...(table === undefined ? {} : { table }) }))
  return isTemporary(words, at) ? [] : touched
}

function skipWords(words: readonly StatementWord[], from: number): number {
  let at = from
  while (['IF', 'NOT', 'EXISTS', 'CONCURRENTLY', 'ONLY'].includes(words[at]?.word ?? '')) at += 1
  return at
}

/** A list of names, each with its schema in front or without. */
function namesFrom(words: readonly StatementWord[], from: number): readonly string[] {
  const names: string[] = []
  for (let at = from; at < words.length; at++) {
    let name = words[at]!.name
    if (name === undefined) break
    while (words[at + 1]?.word === '.' && words[at + 2]?.name !== undefined) {
      at += 2
      name = words[at]!.name!
    }
    names.push(name)
    if (words[at + 1]?.word !== ',') break
    at += 1
  }
  return names
}

function tableAfterOn(words: readonly StatementWord[], from: number): string | undefined {
  const on = words.findIndex((word, index) => index >= from && word.word === 'ON')
  return on < 0 ? undefined : namesFrom(words, skipWords(words, on + 1))[0]
}

/** What is gone with the session leaves nothing to recover. */
function isTemporary(words: readonly StatementWord[], kindAt: number): boolean {
  return words.slice(1, kindAt).some(({ word }) => word === 'TEMPORARY' || word === 'TEMP')
}
