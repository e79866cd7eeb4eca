import { MigError, type Session } from '@mig/core'
import { needsValue } from '../needs-value.js'
import { dataLoss, needsDatabase, noValueForNew, nullIsThere } from '../refusals.js'
import { send } from '../send.js'
import { editTable, type RebuildOperation } from './edit-table.js'
import { type Copy, brokenReferencesText, changedValues, childrenOf, copyText, keepNumber } from './rebuild-text.js'
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
      `Give it what \`.schema ${table}\` prints: op.batchAlterTable('${table}', (table) => { … }, { existing: 'CREATE TABLE …' }). Or run the step online.`,
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
 * Foreign keys must not act meanwhile: dropping the old table would delete its children. Outside a transaction they are switched off for the
 * rebuild; inside one SQLite cannot do that, and where they are on and the table is referred to, the rebuild is refused before it begins.
 *
 * @throws {MigError} `MIG_DATA_LOSS`, `MIG_OPERATION_INVALID`, `MIG_OPERATION_UNSUPPORTED`
 */
export async function rebuildTable(session: Session, table: string, operations: readonly RebuildOperation[]): Promise<void> {
  if (session.inTransaction) return await rebuild(session, table, operations)
  // Offline there is nothing to begin.
  await readTable(session, table)
  const areActing = await actForeignKeys(session)
  if (areActing) await session.execute('PRAGMA foreign_keys = OFF')
  try {
    await session.begin()
    await rebuild(session, table, operations)
    await session.commit()
  } catch (error) {
    await session.rollback().catch(() => undefined)
    throw error
  } finally {
    if (areActing) await session.execute('PRAGMA foreign_keys = ON')
  }
}

async function actForeignKeys(session: Session): Promise<boolean> {
  const [setting] = await session.query<{ foreign_keys: number }>('PRAGMA foreign_keys')
  return setting?.foreign_keys === 1
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
  await send(session, copyText(session, { from: name, to: fresh, before: stored.text, after: edited }))
  await refuseChangedValues(session, { from: name, to: fresh, before: stored.text, after: edited }, operations)
  if (edited.isAutoincrement && stored.text.isAutoincrement) await send(session, keepNumber(session, name, fresh))
  await session.execute(`DROP TABLE ${session.quote(name)}`)
  await renameQuietly(session, fresh, name)
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
  if (!(await actForeignKeys(session))) return
  const children = await session.query<{ name: string }>(childrenOf(session, table))
  if (children.length === 0) return
  const names = children.map((child) => `'${child.name}'`).join(', ')
  throw new MigError(
    'MIG_OPERATION_UNSUPPORTED',
    `'${table}' has to be rebuilt, and foreign keys are on: dropping the old table would act on ${names}`,
    {
      details: { table, children: children.map((child) => child.name) },
      hint: 'Run the step without a transaction around it (`export const transaction = false`): the rebuild then switches them off, has a transaction of its own, and checks all references before it commits.',
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
    const noNull =
      operation.kind === 'createPrimaryKey'
        ? operation.columns
        : operation.kind === 'alterColumn' && operation.change.nullable === false
          ? [operation.name]
          : []
    for (const column of noNull) {
      const rows = await count(`${session.quote(column)} IS NULL`)
      if (rows > 0) throw nullIsThere({ table, column }, rows)
    }
    if (operation.kind === 'addColumn' && needsValue(operation.column)) {
      const rows = await count('1')
      if (rows > 0) throw noValueForNew({ table, column: operation.name }, rows)
    }
  }
}

/** SQLite never cuts, but a column's affinity turns texts into numbers and back: `'007'` becomes 7. */
async function refuseChangedValues(session: Session, copy: Copy, operations: readonly RebuildOperation[]): Promise<void> {
  for (const { column, type, changed } of changedValues(session, copy, operations)) {
    const [row] = await session.query<{ n: number; example: string | null }>(
      `SELECT count(*) AS n, min(CAST(o.${session.quote(column)} AS TEXT)) AS example ${changed}`,
    )
    if (row && row.n > 0)
      throw dataLoss(
        { table: copy.from, column },
        `not every value stays what it is as ${type}`,
        { rows: row.n, ...(row.example === null ? {} : { example: `'${row.example.slice(0, 60)}'` }) },
        'Change these rows first. Nothing was changed.',
      )
  }
}

interface BrokenReference {
  readonly child: string
  readonly parent: string
  readonly n: number
}

const brokenReferences = (session: Session): Promise<readonly BrokenReference[]> => session.query<BrokenReference>(brokenReferencesText)

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
