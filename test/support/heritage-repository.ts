import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many versions {@link writeHeritageRepository} writes. */
export const heritageVersions = 12

/** A repository of SQLAlchemy Migrate: SQL for all databases, for one, and placeholders. */
export function writeHeritageRepository(location: string): void {
  mkdirSync(join(location, 'versions'), { recursive: true })
  writeFileSync(join(location, 'migrate.cfg'), '[db_settings]\nrepository_id=shop\nversion_table=migrate_version\nrequired_dbs=[]\n')
  const write = (number: number, words: string, up: string, down: string): void => {
    for (const [direction, text] of [
      ['upgrade', up],
      ['downgrade', down],
    ] as const) {
      writeFileSync(join(location, 'versions', `${String(number).padStart(3, '0')}_${words}_${direction}.sql`), text)
    }
  }
  for (let number = 1; number <= heritageVersions; number++) {
    if (number % 4 === 0) write(number, 'placeholder_default', '', '')
    else if (number % 4 === 1) {
      write(number, 'table_default', `CREATE TABLE t${number} (id INTEGER NOT NULL, note VARCHAR(20));\n`, `DROP TABLE t${number};\n`)
    } else if (number % 4 === 2) {
      for (const database of ['sqlite', 'mysql']) {
        write(
          number,
          `column_${database}`,
          `ALTER TABLE t${number - 1} ADD COLUMN c INTEGER;\n`,
          `ALTER TABLE t${number - 1} DROP COLUMN c;\n`,
        )
      }
    } else {
      write(
        number,
        'rows_default',
        `BEGIN;\nINSERT INTO t${number - 2} (id, note) VALUES (${number}, 'it''s; one');\nCOMMIT;\n`,
        `DELETE FROM t${number - 2} WHERE id = ${number};\n`,
      )
    }
  }
}
