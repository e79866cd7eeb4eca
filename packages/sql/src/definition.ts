import type { TouchedName } from './statement-class.js'
import type { StatementReader } from './statement-reader.js'

/** How a dialect names the kinds of object behind `CREATE`, `ALTER` and `DROP`. */
export type ObjectKinds = ReadonlyMap<string, TouchedName['kind']>

/** A `CREATE`, `ALTER` or `DROP` statement, read up to the names of what it touches. */
export interface Definition {
  /** `INDEX`, `MATERIALIZED VIEW`; empty when the dialect has no such kind. */
  readonly object: string
  readonly temporary: boolean
  readonly concurrently: boolean
  readonly touches: readonly TouchedName[]
}

/**
 * Reads a `CREATE`, `ALTER` or `DROP` statement whose first word was taken; leaves the reader behind the names.
 *
 * @param kinds phrases in upper case; of two that match the longer one counts
 * @param defaultSchema left out in front of names
 */
export function readDefinition(
  reader: StatementReader,
  verb: 'CREATE' | 'ALTER' | 'DROP',
  kinds: ObjectKinds,
  defaultSchema: string | undefined,
): Definition {
  const { object, modifiers } = readObject(reader, kinds)
  const kind = kinds.get(object)
  const temporary = modifiers.has('TEMPORARY') || modifiers.has('TEMP')
  if (kind === undefined) return { object: '', temporary, concurrently: false, touches: [] }
  const concurrently = reader.accept('CONCURRENTLY')
  if (!reader.accept('IF', 'NOT', 'EXISTS')) reader.accept('IF', 'EXISTS')
  reader.accept('ONLY')
  const action = verb === 'DROP' ? 'drop' : verb === 'ALTER' || modifiers.has('REPLACE') ? 'alter' : 'create'
  const touches: TouchedName[] = []
  if (verb === 'CREATE' && kind === 'index') touches.push(...readIndex(reader, action, defaultSchema))
  else {
    for (let more = true; more; more = verb === 'DROP' && reader.accept(',')) {
      const name = readName(reader, defaultSchema)
      if (name === undefined) break
      // the signature of a routine
      reader.acceptParentheses()
      const table = kind === 'index' || kind === 'trigger' ? readTable(reader, verb, defaultSchema) : undefined
      touches.push({ action, kind, name, ...(table !== undefined && { table }) })
    }
  }
  return { object, temporary, concurrently, touches: temporary ? [] : touches }
}

/** Modifiers are few; behind more tokens than this there is no kind that we know. */
const mostModifiers = 40

function readObject(reader: StatementReader, kinds: ObjectKinds): { object: string; modifiers: ReadonlySet<string> } {
  const modifiers = new Set<string>()
  for (let count = 0; count < mostModifiers && reader.peek() !== undefined; count++) {
    const [first, second, third] = [reader.word(0), reader.word(1), reader.word(2)]
    const phrase = [`${first} ${second} ${third}`, `${first} ${second}`, first].find((words) => kinds.has(words))
    if (phrase !== undefined && reader.accept(...phrase.split(' '))) return { object: phrase, modifiers }
    const modifier = reader.take()!
    modifiers.add(modifier.word)
    // DEFINER = name, ALGORITHM = MERGE: the value is no kind
    if (modifier.word === '=') reader.take()
  }
  return { object: '', modifiers }
}

function readName(reader: StatementReader, defaultSchema: string | undefined): string | undefined {
  const parts = reader.acceptName()
  if (parts === undefined) return undefined
  return (parts.length > 1 && parts[0] === defaultSchema ? parts.slice(1) : parts).join('.')
}

/** `CREATE INDEX [name] … ON [ONLY] table`. An index that the server will name is a change of its table. */
function readIndex(reader: StatementReader, action: TouchedName['action'], defaultSchema: string | undefined): TouchedName[] {
  const name = reader.word() === 'ON' ? undefined : readName(reader, defaultSchema)
  const table = readTable(reader, 'CREATE', defaultSchema)
  if (name !== undefined) return [{ action, kind: 'index', name, ...(table !== undefined && { table }) }]
  return table === undefined ? [] : [{ action: 'alter', kind: 'table', name: table }]
}

/** `ON table`: next to the name in a DROP, behind the events or the index type in a CREATE. */
function readTable(reader: StatementReader, verb: 'CREATE' | 'ALTER' | 'DROP', defaultSchema: string | undefined): string | undefined {
  if (verb === 'CREATE' ? !reader.skipBehind('ON') : !reader.accept('ON')) return undefined
  reader.accept('ONLY')
  return readName(reader, defaultSchema)
}
