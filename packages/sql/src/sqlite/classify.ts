import { plain, type StatementClass } from '../statement-class.js'
import { type ObjectKinds, readDefinition } from '../definition.js'
import type { StatementReader } from '../statement-reader.js'

/** Classifies a statement by the pages on SQLite's language. */
export function classify(reader: StatementReader): StatementClass {
  const verb = reader.take()?.word ?? ''
  switch (verb) {
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return classifyDefinition(reader, verb)
    case 'BEGIN':
    case 'COMMIT':
    case 'END':
      return { ...plain(verb), controlsTransaction: true }
    case 'ROLLBACK':
      reader.accept('TRANSACTION')
      return reader.word() === 'TO' ? plain('ROLLBACK TO SAVEPOINT') : { ...plain(verb), controlsTransaction: true }
    case 'ATTACH':
    case 'DETACH':
      return { ...plain(verb), transactional: false, setsSession: true }
    case 'VACUUM':
      return { ...plain(verb), transactional: false }
    case 'PRAGMA':
      return { ...plain(verb), transactional: !changesOutsideTransactions(reader), setsSession: true }
    case 'SELECT':
    case 'VALUES':
    case 'EXPLAIN':
      return { ...plain(verb), reads: true }
    case 'REINDEX':
      return { ...plain(verb), definesSchema: true }
    default:
      return plain(verb)
  }
}

/** Setting these inside a transaction is refused or, worse, does nothing. Asking for them is fine. */
const outsideTransactions: ReadonlySet<string> = new Set(['foreign_keys', 'journal_mode', 'synchronous', 'temp_store'])

function changesOutsideTransactions(reader: StatementReader): boolean {
  const name = reader.acceptName()?.at(-1)?.toLowerCase() ?? ''
  if (name === 'wal_checkpoint') return true
  return outsideTransactions.has(name) && (reader.word() === '=' || reader.word() === '(')
}

function classifyDefinition(reader: StatementReader, verb: 'CREATE' | 'ALTER' | 'DROP'): StatementClass {
  const { object, temporary, touches } = readDefinition(reader, verb, kinds, 'main')
  const isTemporary = temporary || (touches.length > 0 && touches.every((touched) => /^temp\./i.test(touched.name)))
  return {
    ...plain(object === '' ? verb : `${verb} ${object}`),
    setsSession: isTemporary && verb === 'CREATE',
    definesSchema: !isTemporary,
    touches: isTemporary ? [] : touches,
  }
}

const kinds: ObjectKinds = new Map([
  ['TABLE', 'table'],
  ['VIRTUAL TABLE', 'table'],
  ['INDEX', 'index'],
  ['VIEW', 'view'],
  ['TRIGGER', 'trigger'],
])
