import { plain, session, type StatementClass } from '../statement-class.js'
import { type ObjectKinds, readDefinition } from '../definition.js'
import type { StatementReader } from '../statement-reader.js'

/** Classifies a statement by MySQL's and MariaDB's pages on statements that cause an implicit commit. */
export function classify(reader: StatementReader): StatementClass {
  const verb = reader.take()?.word ?? ''
  switch (verb) {
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return classifyDefinition(reader, verb)
    case 'BEGIN':
      return reader.accept('NOT', 'ATOMIC') ? hidden('BEGIN NOT ATOMIC') : control(verb)
    case 'COMMIT':
    case 'XA':
      return control(verb)
    case 'ROLLBACK':
      reader.accept('WORK')
      return reader.word() === 'TO' ? plain('ROLLBACK TO SAVEPOINT') : control(verb)
    case 'START':
      return reader.accept('TRANSACTION') ? control('START TRANSACTION') : commits(verb)
    case 'LOCK':
    case 'UNLOCK':
      return reader.accept('TABLES') || reader.accept('TABLE') ? control(`${verb} TABLES`) : plain(verb)
    case 'SET':
      return classifySet(reader)
    case 'RENAME':
      return classifyRename(reader)
    case 'LOAD':
      // LOAD INDEX INTO CACHE; LOAD DATA commits for NDB tables only
      return reader.accept('INDEX') ? commits('LOAD INDEX') : plain(verb)
    case 'RESET':
      return reader.accept('PERSIST') ? plain('RESET PERSIST') : commits(verb)
    case 'USE':
    case 'PREPARE':
    case 'DEALLOCATE':
      return session(verb)
    case 'SELECT':
    case 'VALUES':
    case 'TABLE':
      return { ...plain(verb), reads: !contains(reader, 'INTO') }
    case 'SHOW':
    case 'DESCRIBE':
    case 'DESC':
    case 'HELP':
      return { ...plain(verb), reads: true }
    case 'EXPLAIN':
      return { ...plain(verb), reads: !contains(reader, 'ANALYZE') }
    case 'CALL':
    case 'EXECUTE':
    case 'IF':
    case 'CASE':
    case 'LOOP':
    case 'WHILE':
    case 'REPEAT':
    case 'FOR':
      return hidden(verb)
    default:
      return committing.has(verb) ? commits(verb) : plain(verb)
  }
}

/** Commits implicitly, with nothing that `touches` could name. */
const committing: ReadonlySet<string> = new Set(
  'TRUNCATE GRANT REVOKE INSTALL UNINSTALL ANALYZE CACHE CHECK FLUSH OPTIMIZE REPAIR STOP CHANGE IMPORT'.split(' '),
)

function control(keyword: string): StatementClass {
  return { ...plain(keyword), controlsTransaction: true }
}

function contains(reader: StatementReader, word: string): boolean {
  for (let token = reader.take(); token !== undefined; token = reader.take()) if (token.word === word) return true
  return false
}

function commits(keyword: string): StatementClass {
  return { ...plain(keyword), definesSchema: true }
}

/** Runs statements that its text does not show: a procedure's, a prepared one. Any of them may commit. */
function hidden(keyword: string): StatementClass {
  return { ...commits(keyword), mayCommit: true }
}

function classifyDefinition(reader: StatementReader, verb: 'CREATE' | 'ALTER' | 'DROP'): StatementClass {
  const { object, temporary, touches } = readDefinition(reader, verb, kinds, undefined)
  if (object === '') return commits(verb)
  const keyword = `${verb} ${object}`
  // DROP PREPARE is another word for DEALLOCATE
  if (object === 'PREPARE') return session(keyword)
  return {
    ...plain(keyword),
    setsSession: temporary && object === 'TABLE' && verb === 'CREATE',
    definesSchema: !(temporary && object === 'TABLE'),
    touches: object === 'DATABASE' ? touches.filter(isNamed) : touches,
  }
}

/** ALTER DATABASE may leave the name out: its options follow at once. */
function isNamed(touched: { readonly name: string }): boolean {
  return !['CHARACTER', 'CHARSET', 'COLLATE', 'DEFAULT', 'ENCRYPTION'].includes(touched.name.toUpperCase())
}

/** `SET [SESSION] autocommit = …`, `SET @@autocommit = …`, also among other variables; `SET PASSWORD`. */
function classifySet(reader: StatementReader): StatementClass {
  if (reader.accept('PASSWORD')) return commits('SET PASSWORD')
  let global = false
  for (let token = reader.take(); token !== undefined; token = reader.take()) {
    const next = reader.peek()?.text
    const assigned = next === '=' || next === ':='
    if (assigned && ((token.word === 'AUTOCOMMIT' && !global) || /^@@(?:session\.|local\.)?autocommit$/i.test(token.text)))
      return control('SET')
    global = token.word === 'GLOBAL'
  }
  return session('SET')
}

/** `RENAME TABLE a TO b, c TO d`; RENAME USER names nothing of the schema. */
function classifyRename(reader: StatementReader): StatementClass {
  if (!reader.accept('TABLE') && !reader.accept('TABLES')) return commits('RENAME')
  reader.accept('IF', 'EXISTS')
  const touches: StatementClass['touches'][number][] = []
  do {
    const name = reader.acceptName()
    if (name === undefined) break
    touches.push({ action: 'alter', kind: 'table', name: name.join('.') })
    reader.skipBehind('TO')
    reader.acceptName()
  } while (reader.accept(','))
  return { ...commits('RENAME TABLE'), touches }
}

const kinds: ObjectKinds = new Map<string, 'table' | 'index' | 'view' | 'trigger' | 'routine' | 'sequence' | 'schema' | 'other'>([
  ['TABLE', 'table'],
  ['INDEX', 'index'],
  ['VIEW', 'view'],
  ['TRIGGER', 'trigger'],
  ['PROCEDURE', 'routine'],
  ['FUNCTION', 'routine'],
  ['PACKAGE', 'routine'],
  ['PACKAGE BODY', 'routine'],
  ['SEQUENCE', 'sequence'],
  ['DATABASE', 'schema'],
  ['SCHEMA', 'schema'],
  ...'EVENT,USER,ROLE,SERVER,TABLESPACE,LOGFILE GROUP,INSTANCE,RESOURCE GROUP,PREPARE'
    .split(',')
    .map((phrase): [string, 'other'] => [phrase, 'other']),
])
