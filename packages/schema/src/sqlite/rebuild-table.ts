import { MigError, type Session } from '@mig/core'
import { changedType } from '../column-text.js'
import { dataLoss, needsDatabase } from '../refusals.js'
import { editTable, type RebuildOperation } from './edit-table.js'
import { TableText } from './table-text.js'

/** A table as SQLite keeps it. */
export interface StoredTable {
  readonly name: string
  readonly text: TableText
}

/** Reads a table's text. @throws {MigError} `MIG_OPERATION_INVALID` when there is none, or it is virtual */
export async function readTable(session: Session, table: string): Promise<StoredTable> {
  if (session.capabilities.offline)
    throw needsDatabase(
      `how '${table}' was created, which a rebuild writes anew`,
      'Run the step online, or write the rebuild as SQL: create the new table, copy the rows, drop the old one, rename.',
    )
  const [row] = await session.query<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)",
    [table],
  )
  if (row && /^create\s+table\b/i.test(row.sql)) return { name: row.name, text: new TableText(row.sql) }
  throw new MigError('MIG_OPERATION_INVALID', row ? `'${table}' is a virtual table` : `there is no table '${table}'`, {
    details: { table },
    hint: row ? 'Only its own module can change it.' : 'Correct the name.',
  })
}

/**
 * Makes a table anew with changes in its text: SQLite's way for all that its ALTER TABLE cannot do
 * (https://www.sqlite.org/lang_altertable.html#otheralter). The text is edited, not written from a model of it, so that everything else
 * stays: checks, collations, conflict clauses, generated columns, STRICT and WITHOUT ROWID, row ids and the numbers that AUTOINCREMENT has
 * given, indexes and triggers with their texts; views are left as they are.
 *
 * Foreign keys must not act meanwhile: dropping the old table would delete its children. SQLite cannot switch them off inside a
 * transaction, so that where they are on and the table is referred to, the rebuild is refused before it begins.
 *
 * @throws {MigError} `MIG_DATA_LOSS`, `MIG_OPERATION_INVALID`, `MIG_OPERATION_UNSUPPORTED`
 */
export async function rebuildTable(session: Session, table: string, operations: readonly RebuildOperation[]): Promise<void> {
  if (session.inTransaction) return await rebuild(session, table, operations)
  // Offline there is nothing to begin.
  await readTable(session, table)
  await session.begin()
  try {
    await rebuild(session, table, operations)
    await session.commit()
  } catch (error) {
    await session.rollback().catch(() => undefined)
    throw error
  }
}

async function rebuild(session: Session, table: string, operations: readonly RebuildOperation[]): Promise<void> {
  const stored = await readTable(session, table)
  const { name } = stored
  for (const operation of operations) editTable(session, table, stored.text, operation)
  const fresh = `_mig_new_${name}`
  const text = stored.text.render(session.quote(fresh))
  const edited = new TableText(text)
  await refuseActingKeys(session, name)
  await refuseMissingValues(session, name, operations)
  const brokenBefore = await brokenReferences(session).catch(() => undefined)
  const others = await session.query<{ sql: string }>(
    "SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND lower(tbl_name) = lower(?) ORDER BY type, rowid",
    [name],
  )
  await session.execute(text)
  await copyRows(session, { from: name, to: fresh, before: stored.text, after: edited })
  await refuseChangedValues(session, { from: name, to: fresh, text: edited }, operations)
  const number = edited.isAutoincrement && stored.text.isAutoincrement ? await readNumber(session, name) : undefined
  await session.execute(`DROP TABLE ${session.quote(name)}`)
  await renameQuietly(session, fresh, name)
  if (number !== undefined) await writeNumber(session, name, number)
  for (const { sql } of others) await session.execute(sql)
  if (brokenBefore) await refuseBrokenReferences(session, name, brokenBefore)
}

/** Without the setting the new name would be looked for in views, and in the references of other tables. */
async function renameQuietly(session: Session, from: string, to: string): Promise<void> {
  const [setting] = await session.query<{ legacy_alter_table: number }>('PRAGMA legacy_alter_table')
  await session.execute('PRAGMA legacy_alter_table = ON')
  try {
    await session.execute(`ALTER TABLE ${session.quote(from)} RENAME TO ${session.quote(to)}`)
  } finally {
    if (setting?.legacy_alter_table !== 1) await session.execute('PRAGMA legacy_alter_table = OFF')
  }
}

/** DROP TABLE deletes the rows first, and where foreign keys are on, the children with them. */
async function refuseActingKeys(session: Session, table: string): Promise<void> {
  const [setting] = await session.query<{ foreign_keys: number }>('PRAGMA foreign_keys')
  if (setting?.foreign_keys !== 1) return
  const children = await session.query<{ name: string }>(
    `SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND lower(f."table") = lower(?) AND lower(m.name) <> lower(f."table") ORDER BY 1`,
    [table],
  )
  if (children.length === 0) return
  const names = children.map((child) => `'${child.name}'`).join(', ')
  throw new MigError(
    'MIG_OPERATION_UNSUPPORTED',
    `'${table}' has to be rebuilt, and foreign keys are on: dropping the old table would act on ${names}`,
    {
      details: { table, children: children.map((child) => child.name) },
      hint: 'Switch them off in a script before that has transaction:false: PRAGMA foreign_keys = OFF. The references are checked after the rebuild in any case.',
    },
  )
}

/** What the copy would stumble over is said in better words before. */
async function refuseMissingValues(session: Session, table: string, operations: readonly RebuildOperation[]): Promise<void> {
  const count = async (condition: string): Promise<number> => {
    const [row] = await session.query<{ n: number }>(`SELECT count(*) AS n FROM ${session.quote(table)} WHERE ${condition}`)
    return row?.n ?? 0
  }
  for (const operation of operations) {
    if (operation.kind === 'alterColumn' && operation.change.nullable === false) {
      const rows = await count(`${session.quote(operation.name)} IS NULL`)
      if (rows > 0)
        throw dataLoss(
          { table, column: operation.name },
          'NULL is there, and the column is to take none',
          { rows },
          'Give these rows a value first: UPDATE … WHERE … IS NULL.',
        )
    }
    if (
      operation.kind === 'addColumn' &&
      operation.column.nullable === false &&
      operation.column.default === undefined &&
      !operation.column.generated
    ) {
      const rows = await count('1')
      if (rows > 0)
        throw dataLoss(
          { table, column: operation.name },
          'the rows that are there have no value for it, and it is to take no NULL',
          { rows },
          'Give it a default, or add it as nullable, fill it, and make it NOT NULL then.',
        )
    }
  }
}

interface Copy {
  readonly from: string
  readonly to: string
  readonly before: TableText
  readonly after: TableText
}

const isGenerated = ({ constraints }: TableText['columns'][number]): boolean => constraints.some(({ kind }) => kind === 'generated')

async function copyRows(session: Session, { from, to, before, after }: Copy): Promise<void> {
  const kept = after.columns.filter(
    (column) => !isGenerated(column) && before.column(column.name) && !isGenerated(before.column(column.name)!),
  )
  const rowid = before.isWithoutRowid || after.isWithoutRowid ? undefined : rowidName(before, after)
  const names = [...(rowid === undefined ? [] : [rowid]), ...kept.map((column) => session.quote(column.name))].join(', ')
  if (names === '') return
  // OR ABORT: a conflict clause of the table would drop rows without a word.
  await session.execute(`INSERT OR ABORT INTO ${session.quote(to)} (${names}) SELECT ${names} FROM ${session.quote(from)}`)
}

/** Row ids stay what they are; `undefined` where a column is the row id, or columns have taken all of its names. */
function rowidName(...texts: readonly TableText[]): string | undefined {
  const isAlias = ({ type, constraints }: TableText['columns'][number]): boolean =>
    type.text.toLowerCase() === 'integer' && constraints.some(({ kind }) => kind === 'primaryKey')
  if (texts.some(({ columns }) => columns.some(isAlias))) return undefined
  const taken = new Set(
    texts.flatMap(({ columns, constraints }) => [
      ...columns.map(({ name }) => name.toLowerCase()),
      // `PRIMARY KEY (id)` beside the columns makes an INTEGER column the row id as well.
      ...constraints.flatMap(({ kind, columns: keys }) => (kind === 'primaryKey' && keys.length === 1 ? ['rowid', '_rowid_', 'oid'] : [])),
    ]),
  )
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))
}

/** SQLite never cuts, but a column's affinity turns texts into numbers and back: `'007'` becomes 7. */
async function refuseChangedValues(
  session: Session,
  { from, to, text }: { readonly from: string; readonly to: string; readonly text: TableText },
  operations: readonly RebuildOperation[],
): Promise<void> {
  for (const operation of operations) {
    if (operation.kind !== 'alterColumn') continue
    const words = changedType(operation.change)
    if (words === undefined) continue
    const [o, n] = [`o.${session.quote(operation.name)}`, `n.${session.quote(operation.name)}`]
    // Without affinity (the unary plus) a number is no text: then the two must be written alike.
    const isSame = `CASE WHEN typeof(${o}) = 'real' AND typeof(${n}) = 'text' THEN CAST(${n} AS REAL) = ${o} ELSE +${n} IS +${o} OR CAST(${n} AS TEXT) IS CAST(${o} AS TEXT) END`
    const [row] = await session.query<{ n: number; example: string | null }>(
      `SELECT count(*) AS n, min(CAST(${o} AS TEXT)) AS example FROM ${session.quote(from)} o JOIN ${session.quote(to)} n ON ${joinOf(session, text)} WHERE NOT (${isSame})`,
    )
    if (row && row.n > 0)
      throw dataLoss(
        { table: from, column: operation.name },
        `not every value stays what it is as ${words.type}`,
        { rows: row.n, ...(row.example === null ? {} : { example: `'${row.example.slice(0, 60)}'` }) },
        'Change these rows first. Nothing was changed.',
      )
  }
}

/** How the rows of both tables are paired. */
function joinOf(session: Session, text: TableText): string {
  if (!text.isWithoutRowid) return `o.${rowidOf(text)} = n.${rowidOf(text)}`
  const inColumn = text.columns.filter(({ constraints }) => constraints.some(({ kind }) => kind === 'primaryKey')).map(({ name }) => name)
  const key = inColumn.length > 0 ? inColumn : (text.constraints.find(({ kind }) => kind === 'primaryKey')?.columns ?? [])
  return key.map((name) => `o.${session.quote(name)} IS n.${session.quote(name)}`).join(' AND ')
}

const rowidOf = ({ columns }: TableText): string =>
  ['rowid', '_rowid_', 'oid'].find((name) => !columns.some((column) => column.name.toLowerCase() === name)) ?? 'rowid'

/** The highest number that AUTOINCREMENT ever gave in the table. */
async function readNumber(session: Session, table: string): Promise<number | undefined> {
  const [row] = await session.query<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', [table])
  return row?.seq
}

async function writeNumber(session: Session, table: string, number: number): Promise<void> {
  const { affectedRows } = await session.execute('UPDATE sqlite_sequence SET seq = ? WHERE name = ?', [number, table])
  if (affectedRows === 0) await session.execute('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, number])
}

interface BrokenReference {
  readonly child: string
  readonly parent: string
  readonly n: number
}

const brokenReferences = (session: Session): Promise<readonly BrokenReference[]> =>
  session.query<BrokenReference>('SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2')

/** The last step of the recipe; references that were broken before are left so. */
async function refuseBrokenReferences(session: Session, table: string, before: readonly BrokenReference[]): Promise<void> {
  const after = await brokenReferences(session)
  const broken = after.find(({ child, parent, n }) => n > (before.find((one) => one.child === child && one.parent === parent)?.n ?? 0))
  if (broken)
    throw dataLoss(
      { table: broken.child },
      `rows refer to none of '${broken.parent}' after the change of '${table}'`,
      { rows: broken.n },
      'Give them a parent, or take the reference out of them, first. Nothing was changed.',
    )
}
