import type { BookkeepingTable, SqlValue } from '@mig/core'
import type { LegacyRecord } from '../write/legacy-record.js'
import { changeOne, holds, numberValue } from './move-number.js'
import type { OldNumber } from './old-number.js'
import { readOldRow } from './read-old-row.js'

/** SQLAlchemy Migrate's table and our own of linear mode: a row per repository id, with 0 for nothing. */
export function numberOfRepository({ source }: LegacyRecord, repositoryPath: string): OldNumber {
  const { versionTable: table, repositoryId } = source
  return {
    table,
    create: (session) => session.createTable(describeTable(table)),
    begin: async (session) => {
      const [name, id, path, version] = [table, 'repository_id', 'repository_path', 'version'].map((word) => session.quote(word))
      const own = session.literal(repositoryId)
      await session.execute(
        `INSERT INTO ${name} (${id}, ${path}, ${version}) SELECT ${own}, ${session.literal(repositoryPath)}, 0 FROM (SELECT 1 AS one) AS once` +
          ` WHERE NOT EXISTS (SELECT 1 FROM ${name} WHERE ${id} = ${own})`,
      )
    },
    read: async (session) => {
      const old = await readOldRow(session, table, repositoryId)
      return old?.row && String(old.row.version ?? 'NULL')
    },
    write: async (session, from, to) => {
      const [name, id, path, version] = [table, 'repository_id', 'repository_path', 'version'].map((word) => session.quote(word))
      const values: SqlValue[] = []
      const bind = (value: SqlValue): string => session.placeholder(values.push(value))
      if (from === undefined) {
        const row = [repositoryId, repositoryPath, numberValue(to)].map(bind).join(', ')
        return changeOne(table, from, session.execute(`INSERT INTO ${name} (${id}, ${path}, ${version}) VALUES (${row})`, values))
      }
      const change = `UPDATE ${name} SET ${version} = ${bind(numberValue(to))} WHERE ${id} = ${bind(repositoryId)}`
      const held = holds(version!, from, bind)
      return changeOne(table, from, session.execute(held === undefined ? change : `${change} AND ${held}`, values))
    },
  }
}

const describeTable = (name: string): BookkeepingTable => ({
  name,
  columns: [
    { name: 'repository_id', type: 'varchar', length: 250 },
    { name: 'repository_path', type: 'text', nullable: true },
    { name: 'version', type: 'integer', nullable: true },
  ],
  primaryKey: ['repository_id'],
})
