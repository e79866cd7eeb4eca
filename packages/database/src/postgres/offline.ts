import type { OfflineDialect, SqlValue, StartState } from '@mig/core'
import type { OfflineFacts } from '../offline-dialect.js'
import { offlineStatement } from '../offline-statement.js'
import { lockKey } from './lock.js'
import { createTableSql, literal, quote } from './sql-text.js'

/** PostgreSQL's client, psql. */
export function offline({ journal, schema, database }: OfflineFacts): OfflineDialect {
  return {
    dialect: 'postgres',
    capabilities: { transactionalDdl: true, statementBatches: true, server: 'PostgreSQL', offline: true },
    journal,
    client: `psql -X -v ON_ERROR_STOP=1 -f SCRIPT ${database ?? 'DATABASE'}`,
    opening: [
      '\\set ON_ERROR_STOP on',
      ...(schema === undefined
        ? []
        : [
            `CREATE SCHEMA IF NOT EXISTS ${quote(schema)};`,
            `SELECT set_config('search_path', ${literal(quote(schema))} || ', ' || current_setting('search_path'), false);`,
          ]),
    ],
    begin: 'BEGIN',
    commit: 'COMMIT',
    settings: {
      isTouched: (sql) => /search_path|discard\s+all|reset\s+all/i.test(sql),
      keep: "SELECT set_config('mig.search_path', current_setting('search_path'), false)",
      restore: "SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('mig.search_path'), false)",
    },
    quote,
    literal,
    placeholder: (n) => `$${n}`,
    statement: (sql, values) => offlineStatement(sql, values, 'postgres', boundText),
    terminated: (sql) => `${sql};`,
    createTable: createTableSql,
    fact: (fact) => facts[fact],
    guard: (start) => guard(start, schema),
  }
}

/** A bound value has no type before the server infers one; a quoted literal is the only one that behaves so. */
const boundText = (value: SqlValue): string =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? `'${value}'` : literal(value)

const facts = {
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  user: 'current_user',
  host: "coalesce(host(inet_client_addr()), 'local socket')",
  session: 'pg_backend_pid()::text',
}

/** The lock of the online run, held until the client goes: a `mig upgrade` at the same moment waits, a second script stops. */
function guard({ isAt, refusal }: StartState, schema: string | undefined): readonly string[] {
  const key = lockKey(schema === undefined ? 'NULL' : literal(schema))
  const body = [
    'BEGIN',
    `  IF NOT pg_try_advisory_lock(${key}) THEN`,
    "    RAISE EXCEPTION 'mig: another process is migrating this database';",
    '  END IF;',
    `  IF (${isAt}) <> 1 THEN`,
    `    RAISE EXCEPTION USING MESSAGE = ${literal(refusal)};`,
    '  END IF;',
    'END',
  ].join('\n')
  const tag = body.includes('$mig$') ? '$mig_start_state$' : '$mig$'
  return [`DO ${tag}\n${body}\n${tag};`]
}
