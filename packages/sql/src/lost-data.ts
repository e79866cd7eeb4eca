import { classifyStatement } from './classify-statement.js'
import type { SqlDialect } from './sql-dialect.js'
import { StatementReader } from './statement-reader.js'

/** Data that a statement destroys. Names are without quotes. */
export type LostData =
  | { readonly kind: 'table' | 'schema'; readonly name: string }
  | { readonly kind: 'column'; readonly name: string; readonly table: string }
  /** Some rows, or all. */
  | { readonly kind: 'rows'; readonly table: string }

/**
 * What a statement destroys beyond recall, as far as its text tells: tables, schemas and columns that it drops, tables that it
 * deletes rows from. What a procedure does, and what a narrower type cuts off, is not in the text.
 *
 * @param text one statement, as `splitStatements` gives it
 * @example
 * lostData('ALTER TABLE a DROP COLUMN b, DROP CONSTRAINT c', 'postgres') // [{ kind: 'column', name: 'b', table: 'a' }]
 */
export function lostData(text: string, dialect: SqlDialect): readonly LostData[] {
  const reader = new StatementReader(text, dialect)
  switch (reader.take()?.word) {
    case 'DROP':
      return classifyStatement(text, dialect).touches.flatMap(({ action, kind, name }) =>
        action === 'drop' && (kind === 'table' || kind === 'schema') ? [{ kind, name }] : [],
      )
    case 'ALTER':
      return droppedColumns(reader)
    case 'TRUNCATE':
      reader.accept('TABLE')
      return tableNames(reader)
    case 'DELETE':
      return reader.skipBehind('FROM') ? tableNames(reader).slice(0, 1) : []
    default:
      return []
  }
}

function tableNames(reader: StatementReader): readonly LostData[] {
  const tables: LostData[] = []
  do {
    reader.accept('ONLY')
    const table = reader.acceptName()
    if (table === undefined) break
    tables.push({ kind: 'rows', table: table.join('.') })
    reader.accept('*')
  } while (reader.accept(','))
  return tables
}

/** What may follow DROP in ALTER TABLE and is no column. */
const notColumns: ReadonlySet<string> = new Set('CONSTRAINT INDEX KEY PRIMARY FOREIGN CHECK PERIOD SYSTEM EXPRESSION'.split(' '))

function droppedColumns(reader: StatementReader): readonly LostData[] {
  if (!reader.skipBehind('TABLE')) return []
  reader.accept('IF', 'EXISTS')
  reader.accept('ONLY')
  const table = reader.acceptName()?.join('.')
  if (table === undefined) return []
  reader.accept('*')
  const lost: LostData[] = []
  for (let depth = 0, isActionStart = true; reader.peek() !== undefined;) {
    if (isActionStart && reader.accept('DROP')) {
      const dropped = readDropped(reader, table)
      if (dropped) lost.push(dropped)
      isActionStart = false
      continue
    }
    const { word } = reader.take()!
    if (word === '(') depth++
    else if (word === ')') depth--
    isActionStart = depth === 0 && word === ','
  }
  return lost
}

/** Behind the DROP of an action. */
function readDropped(reader: StatementReader, table: string): LostData | undefined {
  if (reader.accept('PARTITION')) return { kind: 'rows', table }
  if (!reader.accept('COLUMN') && notColumns.has(reader.word())) return undefined
  reader.accept('IF', 'EXISTS')
  const name = reader.acceptName()?.join('.')
  return name === undefined ? undefined : { kind: 'column', name, table }
}
