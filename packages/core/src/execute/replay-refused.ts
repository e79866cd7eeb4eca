import { MigError } from '../errors/mig-error.js'
import type { RevisionId } from '../graph/revision.js'
import type { JournalledStatement } from './journalled-statement.js'

export function edited(revision: RevisionId, number: number, place: string): MigError {
  return new MigError(
    'MIG_STEP_EDITED',
    `statement ${number} of '${revision}' (${place}) has run in an earlier, interrupted run and was edited since`,
    {
      details: { revision, statement: number, place },
      hint: `Restore its text and run the command again: only statements after the last finished one may change. Where that statement was the mistake, finish the step in the database by hand and record it: mig stamp ${revision}`,
    },
  )
}

/** A code script has no text to compare: it was edited, or it reads what it has changed since. */
export function sendsAnother(revision: RevisionId, number: number, place: string): MigError {
  return new MigError(
    'MIG_STEP_EDITED',
    `'${revision}' sends another statement ${number} than in the earlier, interrupted run (${place}): the script was edited, or it reads what it has changed since`,
    {
      details: { revision, statement: number, place },
      hint: `Restore its text and run the command again, or finish the step in the database by hand and record it: mig stamp ${revision}`,
    },
  )
}

export function endsEarlier(revision: RevisionId, sent: number, before: number): MigError {
  return new MigError(
    'MIG_STEP_EDITED',
    `'${revision}' ends after statement ${sent}, and an earlier, interrupted run has done statement ${before}: the script was edited`,
    {
      details: { revision, statement: before, sent },
      hint: `Restore its text and run the command again, or finish the step in the database by hand and record it: mig stamp ${revision}`,
    },
  )
}

export function undecidable(revision: RevisionId, number: number, statement: JournalledStatement): MigError {
  return new MigError(
    'MIG_STEP_INTERRUPTED',
    `an earlier run died inside statement ${number} of '${revision}' (${statement.place}), and the catalog does not tell whether it took effect`,
    {
      details: { revision, statement: number, sql: statement.text.slice(0, 2000) },
      hint: 'Look at the database. When the statement took effect: mig recover --in-flight done. When it did not: mig recover --in-flight undone.',
    },
  )
}

export function stateLost(revision: RevisionId, number: number, place: string, name: string): MigError {
  return new MigError(
    'MIG_STEP_INTERRUPTED',
    `statement ${number} of '${revision}' (${place}) needs what '${name}' held, and that is gone with the session of the earlier run`,
    {
      details: { revision, statement: number, place, name },
      hint: `Finish the step in the database by hand, from that statement on, and record it: mig stamp ${revision}`,
    },
  )
}
