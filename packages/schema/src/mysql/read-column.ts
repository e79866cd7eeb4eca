import type { Session } from '@mig/core'
import type { ColumnDefinition } from '../definitions.js'
import { isMariadb, unsupported } from '../refusals.js'
import { sql } from '../sql-expression.js'

/** A column as MODIFY COLUMN has to repeat it. */
export interface CurrentColumn {
  readonly definition: ColumnDefinition
  /** A check that stands at the column itself (MariaDB): it goes when it is not repeated. A JSON column is one with `json_valid`. */
  readonly check: string | undefined
  readonly isInvisible: boolean
}

interface ColumnRow {
  readonly type: string
  readonly nullable: string
  readonly fallback: string | null
  readonly extra: string
  readonly collation: string | null
  readonly comment: string
  readonly generation: string | null
}

/** Reads a column of the session's database; `undefined` when there is no such column. */
export async function readColumn(session: Session, table: string, name: string): Promise<CurrentColumn | undefined> {
  const [row] = await session.query<ColumnRow>(
    `SELECT COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS fallback, EXTRA AS extra, COLLATION_NAME AS collation,
            COLUMN_COMMENT AS comment, GENERATION_EXPRESSION AS generation
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = ?`,
    [table, name],
  )
  if (!row) return undefined
  await refuseUnrepeated(session, table, name)
  const extra = row.extra.toLowerCase()
  const onUpdate = /on update (\S+)/i.exec(row.extra)?.[1]
  const fallback = defaultOf(row, isMariadb(session), session)
  return {
    definition: {
      type: row.type,
      native: true,
      nullable: row.nullable === 'YES',
      ...(row.collation === null ? {} : { collation: row.collation }),
      ...(fallback === undefined ? {} : { default: sql(fallback) }),
      ...(onUpdate === undefined ? {} : { onUpdate }),
      ...(extra.includes('auto_increment') ? { autoIncrement: true } : {}),
      ...(row.comment === '' ? {} : { comment: row.comment }),
      ...(row.generation ? { generated: { expression: row.generation, stored: /stored|persistent/.test(extra) } } : {}),
    },
    check: await readCheck(session, table, name),
    isInvisible: /\binvisible\b/.test(extra),
  }
}

/** MariaDB answers expressions, texts in quotes; MySQL answers the bare text of a value, and marks expressions. */
function defaultOf({ fallback, extra, generation }: ColumnRow, mariadb: boolean, session: Session): string | undefined {
  if (fallback === null || generation) return undefined
  if (mariadb) return fallback === 'NULL' ? undefined : fallback
  if (!/default_generated/i.test(extra)) return session.literal(fallback)
  return /^current_timestamp/i.test(fallback) ? fallback : `(${fallback})`
}

async function readCheck(session: Session, table: string, name: string): Promise<string | undefined> {
  if (!isMariadb(session)) return undefined
  const [row] = await session.query<{ clause: string }>(
    `SELECT CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
      WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = ? AND CONSTRAINT_NAME = ? AND LEVEL = 'Column'`,
    [table, name],
  )
  return row?.clause
}

/** Words of a definition that are not repeated here, and would go with MODIFY COLUMN. */
async function refuseUnrepeated(session: Session, table: string, name: string): Promise<void> {
  const [row] = await session.query<{ 'Create Table': string }>(`SHOW CREATE TABLE ${session.quote(table)}`)
  const lines = row?.['Create Table'].split('\n') ?? []
  const line = lines.find((one) => one.trimStart().startsWith(`${session.quote(name)} `))
  const words =
    line?.slice(line.indexOf(session.quote(name)) + session.quote(name).length).replace(/'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`/g, "''") ?? ''
  const found = /\b(?:COMPRESSED|WITHOUT SYSTEM VERSIONING|REF_SYSTEM_ID|COLUMN_FORMAT|STORAGE|SRID|ENGINE_ATTRIBUTE)\b/i.exec(words)?.[0]
  if (found !== undefined)
    throw unsupported(
      session,
      `how to change '${table}.${name}' and keep its ${found.toUpperCase()}`,
      'Write the statement: op.execute("ALTER TABLE … MODIFY COLUMN …") with the whole definition.',
    )
}
