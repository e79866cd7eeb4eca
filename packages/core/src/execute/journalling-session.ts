import { isMigError, MigError } from '../errors/mig-error.js'
import type { Body, StatementFacts } from '../ports/script.js'
import type { Session, SqlValue, StatementResult } from '../ports/session.js'
import { interceptStatements } from './intercept-statements.js'
import { checksumOf, journalled } from './journalled-statement.js'
import type { StatementJournal } from './statement-journal.js'

/**
 * The session a code script gets where no transaction covers it: every changing statement goes through the statement
 * journal, so that the script recovers by replay: what an earlier run has done is matched by number, text and values, and skipped.
 *
 * A replayed script is told what it was told then, by its queries and of the rows that its statements changed: it goes the same way
 * again, whatever its later statements have changed since. (The way of durable execution: decisions are replayed from what was recorded.)
 */
export function journallingSession(session: Session, journal: StatementJournal, body: Extract<Body, { kind: 'code' }>): Session {
  const { transactionalDdl } = session.capabilities
  const statement = (sql: string, values: readonly SqlValue[], facts: StatementFacts) =>
    journalled(sql, values, facts, body.file, transactionalDdl)
  return interceptStatements(session, {
    query: async (sql, values, send) => {
      const facts = body.classify(sql)
      if (facts.reads) return (await journal.ask(checksumOf(sql, values), () => read(send, journal, body.file))) ?? []
      const { checksum, ...rest } = statement(sql, values, facts)
      let rows: unknown[] | undefined
      const earlier = await journal.run({ checksum, ...rest }, async () => {
        const answer = await send()
        rows = returnsRows(sql) ? await journal.ask(checksum, () => Promise.resolve(answer)) : answer
        return 0
      })
      if (earlier) rows = returnsRows(sql) ? await journal.ask(checksum, undefined) : []
      if (!rows) throw answerLost(body.file)
      return rows
    },
    execute: async (sql, values, send) => {
      let result: StatementResult = { affectedRows: 0 }
      const earlier = await journal.run(statement(sql, values, body.classify(sql)), async () => (result = await send()).affectedRows)
      return earlier?.changed === undefined ? result : { affectedRows: earlier.changed }
    },
  })
}

/** An answer too long to be kept is asked for again, and the script's later statements may have taken away what it reads. */
async function read(send: () => Promise<unknown[]>, journal: StatementJournal, place: string): Promise<unknown[]> {
  try {
    return await send()
  } catch (error) {
    if (!journal.isReplaying || !isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    throw new MigError(
      'MIG_STEP_INTERRUPTED',
      `the script reads again what an earlier, interrupted run has changed since (${place}): ${error.message}`,
      {
        cause: error,
        details: { place },
        hint: 'See what ran with mig log. Finish the rest of the step by hand and record it with mig stamp.',
      },
    )
  }
}

const returnsRows = (sql: string): boolean => /\breturning\b/i.test(sql)

function answerLost(place: string): MigError {
  return new MigError('MIG_STEP_INTERRUPTED', `an earlier run has done a statement whose answer the script needs again (${place})`, {
    hint: 'Finish the rest of the step by hand and record it with mig stamp, or let the script read the rows with a query of its own.',
  })
}
