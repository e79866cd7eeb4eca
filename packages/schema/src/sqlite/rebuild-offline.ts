import { MigError, type Session } from '@mig/core'
import { splitStatements, tokensOf } from '@mig/sql'
import { send } from '../send.js'
import { editTable, type RebuildOperation } from './edit-table.js'
import { brokenReferencesText, changedValues, childrenOf, copyText, keepNumber } from './rebuild-text.js'
import { TableText } from './table-text.js'

/** What a script is told of a table: its text, and the texts of its indexes and triggers. */
export interface ToldTable {
  readonly name: string
  readonly texts: readonly string[]
}

/**
 * Reads what `.schema` prints of a table.
 *
 * @throws {MigError} `MIG_OPERATION_INVALID` when the table's CREATE TABLE is not the first of the texts
 */
export function readTold(table: string, existing: string): ToldTable {
  const texts = splitStatements(existing, 'sqlite').map(({ text }) => text)
  const words = tokensOf(texts[0] ?? '', 'sqlite')
  const name = words[2]?.name
  if (words[0]?.word === 'CREATE' && words[1]?.word === 'TABLE' && name?.toLowerCase() === table.toLowerCase()) return { name, texts }
  throw new MigError('MIG_OPERATION_INVALID', `\`existing\` of the change of '${table}' does not begin with its CREATE TABLE`, {
    details: { table },
    hint: `Give it what \`.schema ${table}\` of sqlite3 prints.`,
  })
}

/**
 * The rebuild of a table as statements for a script that runs later. What the online rebuild looks at is looked at by the script, which fails
 * before it changes anything: the table is another than was told, foreign keys would act on its children, a value would be another.
 *
 * @param dropped names of indexes that are not made again
 */
export async function rebuildOffline(
  session: Session,
  table: string,
  operations: readonly RebuildOperation[],
  existing: string,
  dropped: ReadonlySet<string>,
): Promise<void> {
  const { name, texts } = readTold(table, existing)
  const before = new TableText(texts[0]!)
  for (const operation of operations) editTable(session, table, before, operation)
  const fresh = `_mig_new_${name}`
  const text = before.render(session.quote(fresh))
  const after = new TableText(text)
  const isCovered = session.inTransaction
  if (!isCovered) await session.begin()
  await send(session, [
    ...refuseWhere(session, `mig: '${name}' is not what this script was written for`, isAnother(session, name, texts)),
    ...refuseWhere(
      session,
      `mig: '${name}' has to be rebuilt, and foreign keys are on: its children would be deleted`,
      `SELECT 1 FROM pragma_foreign_keys WHERE foreign_keys = 1 AND EXISTS (${childrenOf(session, name)})`,
    ),
    `CREATE TEMP TABLE "mig_broken" AS ${brokenReferencesText}`,
    text,
    ...copyText(session, { from: name, to: fresh, before, after }),
    ...changedValues(session, { from: name, to: fresh, before, after }, operations).flatMap(({ column, type, changed }) =>
      refuseWhere(session, `mig: '${name}.${column}': not every value stays what it is as ${type}`, `SELECT 1 ${changed}`),
    ),
    ...(before.isAutoincrement && after.isAutoincrement ? keepNumber(session, name, fresh) : []),
    `DROP TABLE ${session.quote(name)}`,
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE ${session.quote(fresh)} RENAME TO ${session.quote(name)}`,
    'PRAGMA legacy_alter_table = OFF',
    ...texts.slice(1).filter((other) => !dropped.has(nameOf(other))),
    ...refuseWhere(
      session,
      `mig: rows refer to nothing after the change of '${name}'`,
      `SELECT 1 FROM (${brokenReferencesText}) a LEFT JOIN temp."mig_broken" b ON a.child = b.child AND a.parent = b.parent WHERE a.n > coalesce(b.n, 0)`,
    ),
    'DROP TABLE temp."mig_broken"',
  ])
  if (!isCovered) await session.commit()
}

/** Fails with a message where a query has rows: a trigger on a table that only the client sees is the one place where RAISE may stand. */
function refuseWhere(session: Session, message: string, query: string): readonly string[] {
  return [
    'CREATE TEMP TABLE "mig_look" ("found")',
    `CREATE TEMP TRIGGER "mig_look_refuses" BEFORE INSERT ON "mig_look" BEGIN SELECT RAISE(ABORT, ${session.literal(message)}); END`,
    `INSERT INTO temp."mig_look" SELECT 1 WHERE EXISTS (${query})`,
    'DROP TABLE temp."mig_look"',
  ]
}

/** The table, its indexes and its triggers are these texts and no others. */
function isAnother(session: Session, table: string, texts: readonly string[]): string {
  const of = `FROM sqlite_schema WHERE lower(tbl_name) = lower(${session.literal(table)}) AND type <> 'view' AND sql IS NOT NULL`
  const told = texts.map((text) => session.literal(text)).join(', ')
  return `SELECT 1 WHERE (SELECT count(*) ${of}) <> ${texts.length} OR EXISTS (SELECT 1 ${of} AND sql NOT IN (${told}))`
}

/** The name in CREATE INDEX and CREATE TRIGGER, in lower case. */
function nameOf(text: string): string {
  const tokens = tokensOf(text, 'sqlite')
  return tokens[tokens.findIndex(({ word }) => word === 'INDEX' || word === 'TRIGGER') + 1]?.name.toLowerCase() ?? ''
}
