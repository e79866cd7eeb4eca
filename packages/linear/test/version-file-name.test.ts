import { describe, expect, it } from 'vitest'
import { parseVersionFileName } from '@mig/linear'

const accepted: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '001_add_account_table.ts': { version: '1', description: 'add account table', language: 'ts' },
  '001.ts': { version: '1', description: '', language: 'ts' },
  '002_a.mts': { version: '2', language: 'ts' },
  '002_a.cts': { version: '2', language: 'ts' },
  '002_a.js': { version: '2', language: 'js' },
  '002_a.mjs': { version: '2', language: 'js' },
  '002_a.cjs': { version: '2', language: 'js' },
  '004_legacy.py': { version: '4', description: 'legacy', language: 'py' },
  '005_default_upgrade.sql': { version: '5', description: '', dialect: 'default', direction: 'upgrade' },
  '005_postgresql_downgrade.sql': { dialect: 'postgres', direction: 'downgrade' },
  '005_postgres_upgrade.sql': { dialect: 'postgres' },
  '005_mariadb_upgrade.sql': { dialect: 'mysql' },
  '005_SQLite_upgrade.sql': { dialect: 'sqlite' },
  '005_add_a_column_mysql_upgrade.sql': { description: 'add a column', dialect: 'mysql', direction: 'upgrade' },
  '005_a_oracle_upgrade.sql': { description: 'a', dialect: 'foreign' },
  '005_mssql_downgrade.sql': { dialect: 'foreign' },
  '005_a_ibm_db_sa_upgrade.sql': { description: 'a', dialect: 'foreign', direction: 'upgrade' },
  '006_both_directions.sql': { version: '6', description: 'both directions', language: 'sql' },
  '0007_four_digits.sql': { version: '7', digits: '0007' },
  '00000000000000000003_a_sqlite_upgrade.sql': { version: '3' },
  '20260102030405_stamped.ts': { version: '20260102030405' },
  '000_never_run.sql': { version: '0' },
  '003agents_sqlite_upgrade.sql': { version: '3', description: 'agents', dialect: 'sqlite' },
  '003-agents - two.ts': { version: '3', description: 'agents - two' },
  '003_agents.v2_sqlite_upgrade.sql': { description: 'agents.v2', dialect: 'sqlite' },
  '003_agents.sql_sqlite_upgrade.sql': { description: 'agents', dialect: 'sqlite', direction: 'upgrade' },
}

const refused: Readonly<Record<string, RegExp>> = {
  '001_upgrade.sql': /names no database/,
  '001.sql': /neither what it is nor for which database/,
  '001_nosuchdb_upgrade.sql': /unknown database 'nosuchdb'/,
  '001_sqlite_up.sql': /unknown operation 'up' after 'sqlite'/,
  '001_a_default_UPGRADE.sql': /unknown operation 'UPGRADE'/,
  '001_a_oracle_install.sql': /unknown operation 'install'/,
  '003_notes.txt': /is no script/,
  '003_copy': /is no script/,
  '003_for_mysql': /is no script/,
  '003_a_sqlite_upgrade.sql.bak': /is no script/,
  '003_a_sqlite_upgrade.sql~': /is no script/,
  '003_a.SQL': /ends in '\.SQL': write \.sql/,
  '99999999999999999999_a.sql': /more than 15 digits/,
}

describe('the name of a version file', () => {
  for (const [name, expected] of Object.entries(accepted)) {
    it(`${name} is a version`, () => expect(parseVersionFileName(name)).toMatchObject(expected))
  }

  for (const [name, expected] of Object.entries(refused)) {
    it(`${name} is refused`, () => expect(parseVersionFileName(name)).toMatch(expected))
  }

  for (const name of ['01_a.sql', '5_a_sqlite_upgrade.sql', 'v003_a.sql', 'helpers.ts', '_001_a.sql']) {
    it(`${name} claims no number`, () => expect(parseVersionFileName(name)).toBeUndefined())
  }
})
