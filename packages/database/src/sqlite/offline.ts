import type { OfflineDialect, SqlValue, StartState } from '@mig/core'
import type { OfflineFacts } from '../offline-dialect.js'
import { offlineStatement } from '../offline-statement.js'
import { createTableSql, literal, quote } from './sql-text.js'

/** SQLite's client, sqlite3. */
export function offline({ journal, database }: OfflineFacts): OfflineDialect {
  return {
    dialect: 'sqlite',
    capabilities: { transactionalDdl: true, statementBatches: true, server: 'SQLite', offline: true },
    journal,
    client: `sqlite3 -bail ${database ?? 'DATABASE'} < SCRIPT`,
    opening: ['.bail on'],
    begin: 'BEGIN IMMEDIATE',
    commit: 'COMMIT',
    quote,
    literal,
    placeholder: () => '?',
    statement: (sql, values) => offlineStatement(sql, values, 'sqlite', boundText),
    terminated: (sql) => `${sql};`,
    createTable: createTableSql,
    fact: (fact) => facts[fact],
    guard,
  }
}

/** `a -?` with a negative number would begin a comment. */
const boundText = (value: SqlValue): string => (isNegative(value) ? `(${literal(value)})` : literal(value))
const isNegative = (value: SqlValue): boolean => (typeof value === 'number' || typeof value === 'bigint') && value < 0

/** SQLite knows neither users nor hosts. */
const facts = {
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  user: "'sqlite3'",
  host: "'offline'",
  session: "'offline'",
}

/** A trigger on a table that only this connection sees is the one place where RAISE may stand. */
function guard({ isAt, refusal }: StartState): readonly string[] {
  return [
    'CREATE TEMP TABLE "mig_start_state" ("is_there");',
    `CREATE TEMP TRIGGER "mig_start_state_check" BEFORE INSERT ON "mig_start_state" WHEN NEW."is_there" IS NOT 1 BEGIN SELECT RAISE(ABORT, ${literal(refusal)}); END;`,
    `INSERT INTO temp."mig_start_state" ${isAt};`,
    'DROP TABLE temp."mig_start_state";',
  ]
}
