import type { BookkeepingTable, Session, SqlValue } from '@mig/core'
import type { Bookkeeping } from '../source/preset.js'
import { changeOne, holds, numberValue } from './move-number.js'
import type { OldNumber } from './old-number.js'
import { readOldState, tableName } from './read-old-state.js'

/** The table of a tool that has one row with one number, and none for nothing: golang-migrate's. */
export function numberAlone(bookkeeping: Bookkeeping): OldNumber {
  const { table, key = 'version', rows: rule } = bookkeeping
  const isFlagged = rule === 'golang-migrate'
  return {
    table,
    create: (session) => session.createTable(describeTable(table, key, isFlagged)),
    read: async (session) => {
      const state = await readOldState(session, bookkeeping)
      return state?.kind === 'number' ? state.version : undefined
    },
    write: async (session, from, to) => {
      const stood = from === '0' ? undefined : from
      if (stood === undefined && to === '0') return undefined
      const values: SqlValue[] = []
      return changeOne(table, from, session.execute(statement(session, stood, to, values), values))
    },
  }

  function statement(session: Session, from: string | undefined, to: string, values: SqlValue[]): string {
    const name = tableName(bookkeeping, session)
      .split('.')
      .map((part) => session.quote(part))
      .join('.')
    const version = session.quote(key)
    const bind = (value: SqlValue): string => session.placeholder(values.push(value))
    if (from === undefined) {
      const [column, clean] = isFlagged ? [`, ${session.quote('dirty')}`, `, ${session.literal(false)}`] : ['', '']
      return `INSERT INTO ${name} (${version}${column}) VALUES (${bind(numberValue(to))}${clean})`
    }
    const change = to === '0' ? `DELETE FROM ${name}` : `UPDATE ${name} SET ${version} = ${bind(numberValue(to))}`
    const held = holds(version, from, bind)
    return held === undefined ? change : `${change} WHERE ${held}`
  }
}

const describeTable = (name: string, key: string, isFlagged: boolean): BookkeepingTable => ({
  name,
  columns: [{ name: key, type: 'bigint' }, ...(isFlagged ? [{ name: 'dirty', type: 'boolean' } as const] : [])],
  primaryKey: [key],
})
