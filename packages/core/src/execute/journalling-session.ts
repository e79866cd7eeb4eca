import { isMigError, MigError } from '../errors/mig-error.js'
import type { Body, StatementFacts } from '../ports/script.js'
import type { Session, SqlValue } from '../ports/session.js'
import { interceptStatements } from './intercept-statements.js'
import { journalled } from './journalled-statement.js'
import type { StatementJournal } from './statement-journal.js'

/**
 * The session a code script gets where no transaction covers it: every changing statement goes through the statement
 * journal, so that the script recovers by replay: what an earlier run has done is matched by number, text and values, and skipped.
 *
 * Queries that only read pass through, since a replayed script needs their answers.
 */
export function journallingSession(session: Session, journal: StatementJournal, body: Extract<Body, { kind: 'code' }>): Session {
  const { transactionalDdl } = session.capabilities
  const run = async <Result>(
    sql: string,
    values: readonly SqlValue[],
    facts: StatementFacts,
    send: () => Promise<Result>,
    skipped: (() => Result) | undefined,
  ): Promise<Result> => {
    const outcome: { result?: Result } = {}
    const sent = await journal.run(journalled(sql, values, facts, body.file, transactionalDdl), async () => {
      outcome.result = await send()
    })
    if (sent) return outcome.result as Result
    if (!skipped) throw answerLost(body.file)
    return skipped()
  }
  return interceptStatements(session, {
    query: (sql, values, send) => {
      const facts = body.classify(sql)
      // Offers no answer in place of the lost one, unless there was none.
      return facts.reads ? read(send, journal, body.file) : run(sql, values, facts, send, returnsRows(sql) ? undefined : () => [])
    },
    execute: (sql, values, send) => run(sql, values, body.classify(sql), send, () => ({ affectedRows: 0 })),
  })
}

/** A replayed script may ask for what its later statements have taken away (a table that it renames at its end). */
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
