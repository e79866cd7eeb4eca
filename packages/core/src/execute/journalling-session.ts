import { MigError } from '../errors/mig-error.js'
import type { Session, SqlValue } from '../ports/session.js'
import type { JournalledStatement, StatementJournal } from './statement-journal.js'

/**
 * The session a code script gets where no transaction covers it: every changing statement goes through the statement
 * journal, so that the script recovers by replay: what an earlier run has done is matched by number and text, and skipped.
 *
 * Reads pass through, since a replayed script needs their answers.
 */
export function journallingSession(session: Session, journal: StatementJournal, place: string): Session {
  const run = async <Result>(sql: string, send: () => Promise<Result>, skipped: (() => Result) | undefined): Promise<Result> => {
    if (isRead(sql)) return send()
    const outcome: { result?: Result } = {}
    const sent = await journal.run(statementOf(sql, place, session.capabilities.transactionalDdl), async () => {
      outcome.result = await send()
    })
    if (sent) return outcome.result as Result
    if (!skipped) throw answerLost(place)
    return skipped()
  }
  return new Proxy(session, {
    get(target, member) {
      switch (member) {
        case 'query':
          return (sql: string, values?: readonly SqlValue[]) =>
            run(sql, () => target.query(sql, values), returnsRows(sql) ? undefined : () => [])
        case 'execute':
          return (sql: string, values?: readonly SqlValue[]) =>
            run(
              sql,
              () => target.execute(sql, values),
              () => ({ affectedRows: 0 }),
            )
        case 'executeAll':
          return async (statements: readonly string[]) => {
            for (const sql of statements)
              await run(
                sql,
                () => target.execute(sql).then(() => undefined),
                () => undefined,
              )
          }
        default: {
          const value: unknown = Reflect.get(target, member, target)
          return typeof value === 'function' ? value.bind(target) : value
        }
      }
    },
  })
}

function statementOf(sql: string, place: string, transactionalDdl: boolean): JournalledStatement {
  const word = firstWord(sql)
  const isDml = ['insert', 'update', 'delete', 'replace', 'merge'].includes(word)
  return {
    text: sql,
    ownTransaction: isDml || (transactionalDdl && !refusesTransaction(sql)),
    controlsTransaction: ['begin', 'start', 'commit', 'rollback', 'end', 'savepoint', 'release'].includes(word),
    setsSession: word === 'set' || word === 'use',
    touches: [],
    place,
  }
}

/** Code that asked for no transaction did so for these; everything else still gets one of its own. */
const refusesTransaction = (sql: string): boolean =>
  /\bconcurrently\b/i.test(sql) || ['vacuum', 'reindex', 'cluster'].includes(firstWord(sql))
const isRead = (sql: string): boolean =>
  ['select', 'show', 'pragma', 'explain', 'describe', 'desc', 'values', 'table'].includes(firstWord(sql))
const returnsRows = (sql: string): boolean => /\breturning\b/i.test(sql)
const firstWord = (sql: string): string => /^(?:\s|--[^\n]*\n|\/\*(?!!)[\s\S]*?\*\/|\()*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase() ?? ''

function answerLost(place: string): MigError {
  return new MigError('MIG_STEP_INTERRUPTED', `an earlier run has done a statement whose answer the script needs again (${place})`, {
    hint: 'Finish the rest of the step by hand and record it with mig stamp, or let the script read the rows with a query of its own.',
  })
}
