import type { OfflineDialect, SqlValue, StartState } from '@mig/core'
import type { OfflineFacts } from '../offline-dialect.js'
import { offlineStatement } from '../offline-statement.js'
import { createTableSql, literal, quote } from './sql-text.js'

/** The client of MariaDB, `mariadb`, or of MySQL, `mysql`. */
export function offline({ journal, database, isMariadb }: OfflineFacts): OfflineDialect {
  return {
    dialect: 'mysql',
    capabilities: { transactionalDdl: false, statementBatches: true, server: isMariadb ? 'MariaDB' : 'MySQL', offline: true },
    journal,
    // without --comments the client takes comments out of the bodies of routines, without --binary-mode carriage returns
    client: `${isMariadb ? 'mariadb' : 'mysql'} --comments --binary-mode --default-character-set=utf8mb4 ${database ?? 'DATABASE'} < SCRIPT`,
    opening: ['SET NAMES utf8mb4;', "SET time_zone = '+00:00', autocommit = 1;"],
    begin: 'START TRANSACTION',
    commit: 'COMMIT',
    quote,
    literal,
    placeholder: () => '?',
    statement: (sql, values) => offlineStatement(sql, values, 'mysql', boundText),
    terminated,
    createTable: createTableSql,
    fact: (fact) => facts[fact],
    guard,
  }
}

/** `a -?` with a negative number would be `a --1`. */
const boundText = (value: SqlValue): string => (isNegative(value) ? `(${literal(value)})` : literal(value))
const isNegative = (value: SqlValue): boolean => (typeof value === 'number' || typeof value === 'bigint') && value < 0

/** The client looks for its delimiter in the bodies of routines and triggers too: they stand between DELIMITER lines. */
function terminated(sql: string): string {
  if (!sql.includes(';')) return `${sql};`
  const delimiter = ['//', '$$', ';;', '~~'].find((one) => !sql.includes(one)) ?? unused(sql)
  return `DELIMITER ${delimiter}\n${sql}\n${delimiter}\nDELIMITER ;`
}

function unused(sql: string): string {
  for (let n = 1; ; n++) if (!sql.includes(`~mig${n}~`)) return `~mig${n}~`
}

const facts = {
  now: "CONCAT(LEFT(DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')",
  user: "SUBSTRING_INDEX(USER(), '@', 1)",
  host: "SUBSTRING_INDEX(USER(), '@', -1)",
  session: 'CAST(CONNECTION_ID() AS CHAR)',
}

/**
 * A statement that fails with the reason in its message (of which the server shows 64 characters): the same key twice, in a temporary table. SIGNAL outside of routines is
 * MariaDB's alone, and a procedure would need a right of its own and stay behind after a refusal.
 *
 * The lock of the online run is held until the client goes.
 */
function guard({ table, isAt, mayBeMissing, refusal }: StartState): readonly string[] {
  const missing = `SET @mig_is_there = ${mayBeMissing ? 1 : 0}`
  return [
    // the name as in lock.ts
    `SET @mig_lock = GET_LOCK(IF(CHAR_LENGTH(DATABASE()) <= 60, CONCAT('mig:', DATABASE()), CONCAT('mig:', LEFT(SHA2(DATABASE(), 256), 60))), 0);`,
    `SET @mig_table = (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${literal(table)});`,
    terminated(`SET @mig_look = IF(@mig_table = 0, ${literal(missing)}, ${literal(`SET @mig_is_there = (${isAt})`)})`),
    'PREPARE mig_look FROM @mig_look;',
    'EXECUTE mig_look;',
    'DEALLOCATE PREPARE mig_look;',
    'CREATE TEMPORARY TABLE mig_start_state (reason VARCHAR(250) NOT NULL PRIMARY KEY) DEFAULT CHARACTER SET utf8mb4;',
    terminated(
      `SET @mig_reason = IF(COALESCE(@mig_lock, 0) <> 1, 'mig: another process is migrating this database', ${literal(shortened(refusal))})`,
    ),
    'INSERT INTO mig_start_state VALUES (@mig_reason);',
    'INSERT INTO mig_start_state SELECT @mig_reason FROM (SELECT 1 AS one) AS once WHERE COALESCE(@mig_lock, 0) <> 1 OR COALESCE(@mig_is_there, 0) <> 1;',
    'DROP TEMPORARY TABLE mig_start_state;',
  ]
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text)
