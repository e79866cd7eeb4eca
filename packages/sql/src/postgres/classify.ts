import type { StatementClass } from '../statement-class.js'
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
      return reader.accept('TRANSACTION') ? { ...plain('PREPARE TRANSACTION'), controlsTransaction: true } : plain(verb)
    case 'VACUUM':
      return alone(verb)
    case 'REINDEX':
      return { ...plain(verb), transactional: !reindexRunsAlone(reader), definesSchema: true }
    case 'CLUSTER':
      return { ...plain(verb), transactional: clusterNamesTable(reader), definesSchema: true }
    case 'DISCARD':
      return reader.accept('ALL') ? alone('DISCARD ALL') : plain(verb)
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

function plain(keyword: string): StatementClass {
  return { keyword, transactional: true, controlsTransaction: false, definesSchema: false, touches: [] }
}

function alone(keyword: string): StatementClass {
  return { ...plain(keyword), transactional: false }
}

function classifyTransactionEnd(reader: StatementReader, verb: string): StatementClass {
  // these end a transaction that was prepared before, and not inside another one
  if ((verb === 'COMMIT' || verb === 'ROLLBACK') && reader.accept('PREPARED')) return alone(`${verb} PREPARED`)
  if (!reader.accept('WORK')) reader.accept('TRANSACTION')
  if (verb === 'ROLLBACK' && reader.word() === 'TO') return plain('ROLLBACK TO SAVEPOINT')
  return { ...plain(verb), controlsTransaction: true }
}

/** `CONCURRENTLY` in either place, or more than one table or index. */
function reindexRunsAlone(reader: StatementReader): boolean {
  const options = reader.acceptParentheses() ?? []
  const at = options.indexOf('CONCURRENTLY')
  const switchedOff = at >= 0 && ['FALSE', 'OFF'].includes(options[at + 1] ?? '')
  reader.accept('VERBOSE')
  const target = reader.take()?.word ?? ''
  return (at >= 0 && !switchedOff) || reader.word() === 'CONCURRENTLY' || ['SCHEMA', 'DATABASE', 'SYSTEM'].includes(target)
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
    keyword,
    transactional: !concurrently && !runsAlone(reader, keyword),
    controlsTransaction: false,
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
