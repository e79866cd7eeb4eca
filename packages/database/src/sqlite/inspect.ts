import type { Catalog, CatalogColumn, CatalogForeignKey, CatalogIndex, CatalogKey, CatalogTable, Session } from '@mig/core'
import { groupBy } from '../group-by.js'
import { sortedByName } from '../sorted-by-name.js'
import { canonicalText } from './canonical-text.js'
import { readIndexDefinition } from './index-definition.js'
import { readTableDefinition, type DefinedConstraint, type TableDefinition } from './table-definition.js'
import { isWord, tokensOf, type SqliteToken } from './tokens.js'

/**
 * Reads the schema of a SQLite database: what the pragmas tell from them, in one query for all tables each, the rest
 * (checks, collations, names of constraints, expressions) from the texts in `sqlite_schema`.
 */
export async function readSqliteCatalog(session: Session, leftOut: ReadonlySet<string>): Promise<Catalog> {
  const objects = await session.query<SchemaRow>(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  )
  const kept = objects.filter((object) => !leftOut.has(object.tbl_name))
  const columns = await session.query<ColumnRow>(perTable('pragma_table_xinfo(m.name)'))
  const keys = await session.query<KeyRow>(
    `SELECT m.name AS owner, l.name AS key, l.origin, x.name, x."desc", x.coll
       FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x
      WHERE m.type = 'table' AND l.origin IN ('u', 'pk') AND x.key = 1 ORDER BY l.name, x.seqno`,
  )
  const references = await session.query<ReferenceRow>(`${perTable('pragma_foreign_key_list(m.name)')} ORDER BY x.id, x.seq`)
  const known = new Set(
    [...objects.map((object) => object.name), ...columns.map((column) => column.name)].map((name) => name.toLowerCase()),
  )
  const facts: Facts = {
    known,
    columns: groupBy(columns, (row) => row.owner),
    keys: groupBy(keys, (row) => row.owner),
    references: groupBy(references, (row) => row.owner),
    indexes: groupBy(
      kept.filter((object) => object.type === 'index'),
      (row) => row.tbl_name,
    ),
  }
  const texts = (type: string, name: (object: SchemaRow) => string) =>
    sortedByName(
      kept.filter((object) => object.type === type).map((object) => ({ name: name(object), definition: definitionText(object, known) })),
    )
  return {
    dialect: 'sqlite',
    tables: sortedByName(kept.filter((object) => object.type === 'table').map((object) => readTable(object, facts))),
    views: texts('view', (object) => object.name),
    sequences: [],
    enums: [],
    routines: [],
    triggers: texts('trigger', (object) => `${object.tbl_name}.${object.name}`),
  }
}

const perTable = (pragma: string): string => `SELECT m.name AS owner, x.* FROM sqlite_schema m, ${pragma} x WHERE m.type = 'table'`

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly sql: string
}

interface ColumnRow {
  readonly owner: string
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  /** 1-based place in the primary key; 0 outside it. */
  readonly pk: number
  /** 1: a hidden column of a virtual table. */
  readonly hidden: number
}

interface KeyRow {
  readonly owner: string
  readonly key: string
  readonly origin: string
  readonly name: string
  readonly desc: number
  readonly coll: string
}

interface ReferenceRow {
  readonly owner: string
  readonly id: number
  readonly table: string
  readonly from: string
  readonly to: string | null
  readonly on_update: string
  readonly on_delete: string
  readonly match: string
}

interface Facts {
  /** Names of tables and columns, in lower case. */
  readonly known: ReadonlySet<string>
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>
  readonly keys: ReadonlyMap<string, readonly KeyRow[]>
  readonly references: ReadonlyMap<string, readonly ReferenceRow[]>
  readonly indexes: ReadonlyMap<string, readonly SchemaRow[]>
}

function readTable(object: SchemaRow, facts: Facts): CatalogTable {
  const columns = (facts.columns.get(object.name) ?? []).filter((column) => column.hidden !== 1)
  const isVirtual = isWord(tokensOf(object.sql)[1], 'VIRTUAL')
  const definition = isVirtual ? emptyDefinition : readTableDefinition(object.sql)
  const text = (tokens: readonly SqliteToken[]): string => canonicalText(tokens, facts.known)
  const notNulls = definition.constraints.filter((constraint) => constraint.kind === 'not null' && constraint.clauses.length > 0)
  return {
    name: object.name,
    columns: columns.map((column) => readColumn(column, definition, facts.known)),
    primaryKey: readPrimaryKey(columns, facts.keys.get(object.name) ?? [], definition, text),
    uniques: readUniques(facts.keys.get(object.name) ?? [], definition, text),
    checks: sortedByName(
      definition.constraints.filter(({ kind }) => kind === 'check').map(({ name, expression }) => ({ name, expression: text(expression) })),
    ),
    foreignKeys: readForeignKeys(facts.references.get(object.name) ?? [], definition, facts, text),
    indexes: sortedByName((facts.indexes.get(object.name) ?? []).map((index) => readIndex(index, facts.known))),
    comment: undefined,
    options: {
      ...(definition.strict ? { strict: 'yes' } : {}),
      ...(definition.withoutRowid ? { withoutRowid: 'yes' } : {}),
      ...(definition.autoincrement ? { autoincrement: 'yes' } : {}),
      ...(isVirtual ? { virtual: definitionText(object, facts.known) } : {}),
      ...Object.fromEntries(notNulls.map(({ columns: [column], clauses }) => [`not null ${column}`, text(clauses)])),
    },
  }
}

const emptyDefinition: TableDefinition = { constraints: [], columns: new Map(), autoincrement: false, strict: false, withoutRowid: false }

function readColumn(column: ColumnRow, definition: TableDefinition, known: ReadonlySet<string>): CatalogColumn {
  const defined = definition.columns.get(column.name.toLowerCase())
  const generated = defined?.generated
  return {
    name: column.name,
    type: canonicalText(tokensOf(column.type), known).replace(' (', '(').toUpperCase(),
    nullable: column.notnull === 0,
    default: column.dflt_value === null ? undefined : canonicalText(tokensOf(column.dflt_value), known),
    generated: generated && `${canonicalText(generated.expression, known)} ${generated.stored ? 'stored' : 'virtual'}`,
    identity: undefined,
    collation: defined?.collation?.toUpperCase(),
    comment: undefined,
  }
}

type Spell = (tokens: readonly SqliteToken[]) => string

function readPrimaryKey(
  columns: readonly ColumnRow[],
  keys: readonly KeyRow[],
  definition: TableDefinition,
  text: Spell,
): CatalogKey | undefined {
  const members = columns.filter((column) => column.pk > 0).sort((left, right) => left.pk - right.pk)
  if (members.length === 0) return undefined
  const defined = definition.constraints.find((constraint) => constraint.kind === 'primary key')
  // INTEGER PRIMARY KEY has no index of its own.
  const indexed = keys.filter((row) => row.origin === 'pk').map(keyColumn)
  return {
    name: defined?.name,
    columns: indexed.length > 0 ? indexed : members.map((column) => column.name),
    options: clauseOptions(defined, text),
  }
}

function readUniques(keys: readonly KeyRow[], definition: TableDefinition, text: Spell): readonly CatalogKey[] {
  const written = definition.constraints.filter((constraint) => constraint.kind === 'unique')
  const groups = [
    ...groupBy(
      keys.filter((row) => row.origin === 'u'),
      (row) => row.key,
    ).values(),
  ]
  const uniques = groups.map((rows): CatalogKey => {
    const names = rows.map((row) => row.name.toLowerCase()).join('\n')
    const defined = written.find((constraint) => constraint.columns.map((column) => column.toLowerCase()).join('\n') === names)
    return { name: defined?.name, columns: rows.map(keyColumn), options: clauseOptions(defined, text) }
  })
  return sortedByName(uniques)
}

const keyColumn = (row: KeyRow): string =>
  `${row.name}${row.coll === 'BINARY' ? '' : ` COLLATE ${row.coll.toUpperCase()}`}${row.desc ? ' DESC' : ''}`

const clauseOptions = (constraint: DefinedConstraint | undefined, text: Spell): Readonly<Record<string, string>> =>
  constraint && constraint.clauses.length > 0 ? { clauses: text(constraint.clauses) } : {}

function readForeignKeys(
  rows: readonly ReferenceRow[],
  definition: TableDefinition,
  facts: Facts,
  text: Spell,
): readonly CatalogForeignKey[] {
  const written = definition.constraints.filter((constraint) => constraint.kind === 'foreign key')
  const foreignKeys = [...groupBy(rows, (row) => String(row.id)).values()].map((members): CatalogForeignKey => {
    const [first] = members
    // The pragma counts from the last one written.
    const defined = written[written.length - 1 - first!.id]
    const parent = [...(facts.columns.get(first!.table) ?? [])].filter((column) => column.pk > 0).sort((left, right) => left.pk - right.pk)
    return {
      name: defined?.name,
      columns: members.map((row) => row.from),
      referencedTable: first!.table,
      referencedColumns: members.map((row, index) => row.to ?? parent[index]?.name ?? ''),
      onUpdate: first!.on_update,
      onDelete: first!.on_delete,
      options: { ...(first!.match === 'NONE' ? {} : { match: first!.match }), ...clauseOptions(defined, text) },
    }
  })
  return sortedByName(foreignKeys)
}

function readIndex(object: SchemaRow, known: ReadonlySet<string>): CatalogIndex {
  const { columns, where, unique } = readIndexDefinition(object.sql)
  return {
    name: object.name,
    columns: columns.map((column) => canonicalText(column, known)),
    unique,
    where: where.length === 0 ? undefined : canonicalText(where, known),
    method: undefined,
    valid: true,
  }
}

/** The text of a view, trigger or virtual table from its own name on. */
function definitionText(object: SchemaRow, known: ReadonlySet<string>): string {
  const tokens = tokensOf(object.sql)
  const start = tokens.findIndex((token) => token.kind === 'name' && token.value.toLowerCase() === object.name.toLowerCase())
  return canonicalText(tokens.slice(start + 1), known)
}
