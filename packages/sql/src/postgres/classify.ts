import { plain, session, type StatementClass } from '../statement-class.js'
import { type ObjectKinds, readDefinition } from '../definition.js'
import type { StatementReader } from '../statement-reader.js'

/** Classifies a statement by the notes of PostgreSQL's manual, "SQL Commands", on transaction blocks. */
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
    case 'ROLLBACK':
    case 'ABORT':
      return classifyTransactionEnd(reader, verb)
    case 'START':
      return reader.accept('TRANSACTION') ? { ...plain('START TRANSACTION'), controlsTransaction: true } : plain(verb)
    case 'PREPARE':
      return reader.accept('TRANSACTION') ? { ...plain('PREPARE TRANSACTION'), controlsTransaction: true } : session(verb)
    case 'SET':
    case 'RESET':
    case 'DEALLOCATE':
    case 'LISTEN':
    case 'UNLISTEN':
    case 'LOAD':
      return session(verb)
    case 'SELECT':
      return classifySelect(reader)
    case 'SHOW':
    case 'VALUES':
    case 'TABLE':
      return { ...plain(verb), reads: true }
    case 'EXPLAIN':
      return { ...plain(verb), reads: !restOf(reader).includes('ANALYZE') }
    case 'CALL':
      return { ...plain(verb), mayCommit: true }
    case 'DO':
      return { ...plain(verb), mayCommit: /\b(?:commit|rollback|call)\b/i.test(restOf(reader).join(' ')) }
    case 'VACUUM':
      return alone(verb)
    case 'REINDEX':
      return classifyReindex(reader)
    case 'CLUSTER':
      return { ...plain(verb), transactional: clusterNamesTable(reader), definesSchema: true }
    case 'DISCARD':
      return { ...(reader.accept('ALL') ? alone('DISCARD ALL') : plain(verb)), setsSession: true }
    case 'REFRESH':
      // CONCURRENTLY does not matter here: it may run in a transaction block
      return { ...plain(reader.accept('MATERIALIZED', 'VIEW') ? 'REFRESH MATERIALIZED VIEW' : verb), definesSchema: true }
    case 'IMPORT':
    case 'GRANT':
    case 'REVOKE':
    case 'COMMENT':
    case 'SECURITY':
    case 'REASSIGN':
      return { ...plain(verb), definesSchema: true }
    default:
      return plain(verb)
  }
}

function alone(keyword: string): StatementClass {
  return { ...plain(keyword), transactional: false }
}

/** `SELECT … INTO table` creates one; dumps set the search path with a function. */
function classifySelect(reader: StatementReader): StatementClass {
  if (reader.word() === 'SET_CONFIG' || (reader.word(0) === 'PG_CATALOG' && reader.word(2) === 'SET_CONFIG')) return session('SELECT')
  return { ...plain('SELECT'), reads: !restOf(reader).includes('INTO') }
}

/** The words of the rest, and its strings as they are written. */
function restOf(reader: StatementReader): readonly string[] {
  const words: string[] = []
  for (let token = reader.take(); token !== undefined; token = reader.take()) words.push(token.word === '' ? token.text : token.word)
  return words
}

function classifyTransactionEnd(reader: StatementReader, verb: string): StatementClass {
  // these end a transaction that was prepared before, and not inside another one
  if ((verb === 'COMMIT' || verb === 'ROLLBACK') && reader.accept('PREPARED')) return alone(`${verb} PREPARED`)
  if (!reader.accept('WORK')) reader.accept('TRANSACTION')
  if (verb === 'ROLLBACK' && reader.word() === 'TO') return plain('ROLLBACK TO SAVEPOINT')
  return { ...plain(verb), controlsTransaction: true }
}

/** Runs alone with `CONCURRENTLY` in either place, or for more than one table or index. */
function classifyReindex(reader: StatementReader): StatementClass {
  const options = reader.acceptParentheses() ?? []
  const at = options.indexOf('CONCURRENTLY')
  const switchedOff = at >= 0 && ['FALSE', 'OFF'].includes(options[at + 1] ?? '')
  reader.accept('VERBOSE')
  const target = reader.take()?.word ?? ''
  const concurrently = reader.accept('CONCURRENTLY') || (at >= 0 && !switchedOff)
  const name = target === 'INDEX' || target === 'TABLE' ? reader.acceptName() : undefined
  const kind = target === 'INDEX' ? 'index' : 'table'
  return {
    ...plain('REINDEX'),
    transactional: !concurrently && !['SCHEMA', 'DATABASE', 'SYSTEM'].includes(target),
    definesSchema: true,
    touches: name === undefined ? [] : [{ action: 'alter', kind, name: (name[0] === 'public' ? name.slice(1) : name).join('.') }],
  }
}

function clusterNamesTable(reader: StatementReader): boolean {
  reader.acceptParentheses()
  reader.accept('VERBOSE')
  return reader.peek() !== undefined && reader.peek()!.kind !== 'delimiter'
}

function classifyDefinition(reader: StatementReader, verb: 'CREATE' | 'ALTER' | 'DROP'): StatementClass {
  const { object, temporary, concurrently, touches } = readDefinition(reader, verb, kinds, 'public')
  const keyword = object === '' ? verb : `${verb} ${object}`
  const isTemporary = temporary || (touches.length > 0 && touches.every((touched) => touched.name.startsWith('pg_temp.')))
  return {
    ...plain(keyword),
    transactional: !concurrently && !runsAlone(reader, keyword),
    setsSession: isTemporary && verb === 'CREATE',
    definesSchema: !isTemporary,
    touches: isTemporary ? [] : touches,
  }
}

/** @param reader behind the name of the object */
function runsAlone(reader: StatementReader, keyword: string): boolean {
  switch (keyword) {
    case 'CREATE DATABASE':
    case 'DROP DATABASE':
    case 'CREATE TABLESPACE':
    case 'DROP TABLESPACE':
    case 'ALTER SYSTEM':
    // these two reach another server, for its replication slot, unless options say otherwise
    case 'CREATE SUBSCRIPTION':
    case 'DROP SUBSCRIPTION':
      return true
    case 'ALTER SUBSCRIPTION':
      return reader.word(0) === 'REFRESH' || reader.word(1) === 'PUBLICATION'
    case 'ALTER DATABASE':
      return reader.word(0) === 'SET' && reader.word(1) === 'TABLESPACE'
    case 'ALTER TYPE':
      // a new value can be used only after the transaction that adds it; before version 12 there must be none
      return reader.word(0) === 'ADD' && reader.word(1) === 'VALUE'
    case 'ALTER TABLE':
      reader.accept('*')
      return reader.accept('DETACH', 'PARTITION') && reader.acceptName() !== undefined && reader.word() === 'CONCURRENTLY'
    default:
      return false
  }
}

const kinds: ObjectKinds = new Map<string, 'table' | 'index' | 'view' | 'trigger' | 'routine' | 'sequence' | 'type' | 'schema' | 'other'>([
  ['TABLE', 'table'],
  ['FOREIGN TABLE', 'table'],
  ['INDEX', 'index'],
  ['VIEW', 'view'],
  ['MATERIALIZED VIEW', 'view'],
  ['TRIGGER', 'trigger'],
  ['FUNCTION', 'routine'],
  ['PROCEDURE', 'routine'],
  ['ROUTINE', 'routine'],
  ['AGGREGATE', 'routine'],
  ['SEQUENCE', 'sequence'],
  ['TYPE', 'type'],
  ['DOMAIN', 'type'],
  ['SCHEMA', 'schema'],
  ...(
    'DATABASE,TABLESPACE,SYSTEM,SUBSCRIPTION,PUBLICATION,EXTENSION,ROLE,USER,GROUP,RULE,POLICY,SERVER,LANGUAGE,COLLATION,CONVERSION,STATISTICS,' +
    'EVENT TRIGGER,FOREIGN DATA WRAPPER,ACCESS METHOD'
  )
    .split(',')
    .map((phrase): [string, 'other'] => [phrase, 'other']),
])
