/** One row per code: the exit code of the command, what is true, what to do. The source of `docs/errors.md`. */
interface CodeFacts {
  readonly exit: 1 | 2 | 3
  readonly meaning: string
  readonly remedy: string
}

const row = (exit: 1 | 2 | 3, meaning: string, remedy: string): CodeFacts => ({ exit, meaning, remedy })

/** Every code a `MigError` can have. */
export const errorCodes = {
  // configuration
  MIG_CONFIG_MISSING: row(2, 'No configuration was found here or in a folder above.', 'Run `mig init`, or name the file with `--config`.'),
  MIG_CONFIG_INVALID: row(
    2,
    'The configuration does not parse or holds values that make no sense; every problem is listed.',
    'Correct the named keys.',
  ),
  MIG_DATABASE_CHOICE: row(
    2,
    'The configuration names several databases, and the command needs one of them; or it names none of that name.',
    'Add `--on NAME`, or `--on all` for each in turn.',
  ),
  MIG_OPTION_INVALID: row(2, 'A command-line option or argument is unknown, missing or malformed.', 'See `mig COMMAND --help`.'),
  MIG_ENGINE_TOO_OLD: row(2, 'The configuration asks for another version of mig.', 'Install a version in the range named by `engine`.'),
  MIG_PACKAGE_MISSING: row(2, 'A driver or TypeORM is not installed.', 'Run the printed install command.'),
  MIG_MODE_MISMATCH: row(2, 'The repository on disk is of the other mode.', 'Correct `mode` in the configuration, or `repository`.'),
  MIG_MODE_UNSUPPORTED: row(2, 'The command belongs to the other mode.', 'Use the named command instead.'),
  // repository
  MIG_REPOSITORY_MISSING: row(2, 'The repository folder does not exist, or is no repository.', 'Correct `repository`, or run `mig init`.'),
  MIG_REPOSITORY_EXISTS: row(2, 'The folder already holds something.', 'Choose another folder; nothing was overwritten.'),
  MIG_REPOSITORY_INVALID: row(2, "The repository's own configuration does not parse.", 'Correct the named file.'),
  MIG_FILE_EXISTS: row(2, 'A file of that name already exists; it was not touched.', 'Choose another name, or move the file away.'),
  MIG_FILE_UNREADABLE: row(2, 'A file or folder could not be read or written.', 'Check the path and its permissions.'),
  MIG_VERSION_PATH: row(
    2,
    'A new root needs a version location, or the named folder is none.',
    'Name one of the listed folders with `--version-path`.',
  ),
  MIG_HOOK_FAILED: row(
    1,
    'A post-write hook failed; the new file was taken back.',
    'See its output, correct `postWriteHooks`, and try again.',
  ),
  MIG_EDITOR_MISSING: row(2, 'No editor is configured.', 'Set `VISUAL` or `EDITOR`.'),
  MIG_EDITOR_FAILED: row(
    1,
    'The editor could not be started, or ended with an error.',
    'Correct `VISUAL` or `EDITOR`; the files stay as they are.',
  ),
  MIG_SCRIPT_HEADER: row(2, 'The header of a migration file is missing or malformed.', 'Correct the named line.'),
  MIG_SCRIPT_NAME: row(2, 'A file name in the versions folder fits no rule.', 'Rename the file as the message says, or move it away.'),
  MIG_SCRIPT_SYNTAX: row(2, 'A migration file does not parse.', 'Correct the named line.'),
  MIG_SCRIPT_IMPORT: row(2, 'A migration file could not be imported.', 'See the cause; nothing has run.'),
  MIG_SCRIPT_EXPORT: row(2, 'A migration file lacks the function that the direction needs.', 'Export `upgrade` (and `downgrade`) from it.'),
  MIG_SCRIPT_LANGUAGE: row(
    2,
    'A version is written in a language that mig does not run.',
    'Convert the repository with `mig convert`, or translate the file.',
  ),
  MIG_SCRIPT_DIALECT: row(2, 'A version has no script for this database.', 'Add a script for the dialect, or a `default` one.'),
  MIG_SQL_UNSUPPORTED: row(2, 'A SQL file holds something that only a client program understands.', 'Rewrite the named line as SQL.'),
  MIG_SQL_UNTERMINATED: row(2, 'A quote, comment or body in a SQL file never ends.', 'Close it; the message names where it begins.'),
  MIG_REVISION_DUPLICATE: row(2, 'Two files have one identity.', 'Give one of them another id or number.'),
  MIG_REVISION_ID: row(
    2,
    'A revision id or branch label holds characters that targets use, is reserved, or is too long.',
    'Choose another one.',
  ),
  MIG_PARENT_MISSING: row(2, 'A file names a down revision that does not exist.', 'Restore the file, or correct `downRevision`.'),
  MIG_DEPENDENCY_MISSING: row(2, 'A file depends on a revision or label that does not exist.', 'Restore the file, or correct `dependsOn`.'),
  MIG_CYCLE: row(2, 'Revisions need one another in a circle.', 'Break the circle in one of the named files.'),
  MIG_LABEL_DUPLICATE: row(2, 'Two revisions declare one label, or a label equals an id.', 'Rename one of them.'),
  MIG_VERSION_COLLISION: row(
    2,
    'Two scripts claim one number, dialect and direction.',
    'Renumber one of the named files; `mig convert` can turn both into a branch.',
  ),
  MIG_VERSION_GAP: row(
    2,
    'The way to the target crosses a number that has no script.',
    'Restore the file, or set `gaps: "skip"` in the repository.',
  ),
  MIG_RELEASES_INVALID: row(2, '`releases.json` does not parse or names unknown revisions.', 'Correct the named entry.'),
  MIG_HEAD_FILE: row(3, '`versions/LATEST` or `versions/HEADS` does not say what the migration files say.', 'Run `mig check --fix`.'),
  // targets
  MIG_TARGET_UNKNOWN: row(2, 'The target names no revision or label.', 'Choose one of the near matches, or see `mig history`.'),
  MIG_TARGET_AMBIGUOUS: row(2, 'The target is the beginning of several ids.', 'Give more characters.'),
  MIG_TARGET_INVALID: row(2, 'The target is not written in a form that this command takes.', 'Use one of the listed forms.'),
  MIG_TARGET_DIRECTION: row(2, 'The target lies in the other direction.', 'Use the named command instead.'),
  MIG_TARGET_RANGE: row(
    2,
    'A relative target walks past the end, or a range is of unrelated revisions.',
    'Use a smaller step, or see `mig history`.',
  ),
  MIG_BRANCH_UNKNOWN: row(2, 'The text before `@` names no branch.', 'See `mig heads`.'),
  MIG_BRANCH_MISMATCH: row(2, 'The revision is not on the named branch.', 'Leave the branch out, or name another.'),
  MIG_HEADS_SEVERAL: row(
    2,
    'There are several heads, and the command needs one.',
    'Name one of the choices, `heads` for all, or merge them.',
  ),
  MIG_RELEASE_UNKNOWN: row(2, 'No tagged release satisfies the name or range.', 'See `releases.json`, or tag one with `mig tag`.'),
  MIG_MERGE_POINTLESS: row(
    2,
    'The revisions to merge are fewer than two, or one is an ancestor of another.',
    'Name at least two unrelated heads.',
  ),
  MIG_HEAD_REQUIRED: row(
    2,
    'The new revision would start a branch from something that is no head.',
    'Add `--splice` to start a branch there.',
  ),
  // database state
  MIG_ROW_UNKNOWN: row(2, 'The version table names a revision that is in no file.', 'Restore the file, or stamp with `--purge`.'),
  MIG_LEDGER_FOREIGN: row(2, 'The version table has an unknown shape or belongs to another repository.', 'Name another `versionTable`.'),
  MIG_LEDGER_MOVED: row(
    1,
    'A version row was not as expected: someone changed it outside the lock.',
    'See `mig current`, then run the command again.',
  ),
  MIG_NOT_CONTROLLED: row(2, 'The database is not under version control.', 'Run `mig version_control` first.'),
  MIG_ALREADY_CONTROLLED: row(2, 'The database is already under version control.', 'See `mig db_version`.'),
  MIG_VERSION_APPLIED: row(
    2,
    'A version that is to be tested is already in the database.',
    'Test it on a scratch database, or downgrade below it first.',
  ),
  MIG_IRREVERSIBLE: row(2, 'A step of the downgrade has no way back.', 'Choose a target above it, or write its downgrade.'),
  MIG_SCRIPT_EDITED: row(
    2,
    'The script of an applied revision says something else than when it ran.',
    'Restore the text and write a new script; or `mig accept-edit REVISION --reason TEXT`.',
  ),
  MIG_EDIT_UNKNOWN: row(2, 'There is no edit to accept: the script never ran on this database.', 'See `mig status` and `mig log`.'),
  MIG_VERSION_LATE: row(
    2,
    "A version at or below the database's number never ran there: it came with a late merge.",
    'Give it a number above the last one, or run it now with `--allow-late`.',
  ),
  MIG_DATABASE_BEHIND: row(3, 'The database lacks revisions that the repository has.', 'Run `mig upgrade`.'),
  // database access
  MIG_URL_INVALID: row(2, 'The database URL does not parse or has an unknown scheme.', 'Use one of the listed forms.'),
  MIG_CONNECT_FAILED: row(1, 'The server could not be reached.', 'Check host, port and that the server runs.'),
  MIG_ACCESS_DENIED: row(1, 'The server refused the user or the password.', 'Check the credentials in the URL.'),
  MIG_DATABASE_MISSING: row(1, 'The server has no database of that name.', 'Create it, or correct the URL.'),
  MIG_CONNECTION_LOST: row(1, 'The connection broke.', 'Run the command again: it goes on where it stopped.'),
  MIG_STATEMENT_FAILED: row(1, 'The server refused a statement.', 'See the server message.'),
  MIG_COMMIT_FAILED: row(1, 'The server did not commit; nothing of the step was kept.', 'See the cause, then run the command again.'),
  MIG_SCRATCH_REFUSED: row(1, 'A scratch database could not be created.', 'Grant the right to create databases, or name another server.'),
  MIG_LOCK_TIMEOUT: row(
    1,
    'Another process held the migration lock for the whole waiting time.',
    'Wait for it, or wait longer with `--lock-wait SECONDS`.',
  ),
  MIG_LOCK_LOST: row(
    1,
    'The migration lock was lost while the command ran.',
    'See `mig current` and `mig log`, then run the command again.',
  ),
  MIG_LOCK_HELD: row(
    2,
    'The migration lock is held by a process that lives; it was not touched.',
    'Wait for it or end it. `mig unlock --force` takes the lock away.',
  ),
  MIG_DDL_LOCK_TIMEOUT: row(
    1,
    'A statement did not get its lock in time, however often it was tried.',
    'End the named session or wait for it, then run the command again; or wait longer with `--ddl-lock-timeout SECONDS`.',
  ),
  MIG_POOL_REFUSED: row(
    2,
    'A step does not fit one transaction, and the connection goes through a proxy that pools transactions.',
    'Name the server itself, or a session pool, with `--database URL`.',
  ),
  // running
  MIG_STEP_FAILED: row(
    1,
    'A script failed. The message says what stays applied and what was rolled back.',
    'Correct the script or the data, then run the command again.',
  ),
  MIG_STEP_INTERRUPTED: row(
    1,
    'An earlier run died inside a step that no transaction covered, and its effect cannot be told from the catalog.',
    'Finish the step with `mig recover`; where the database does not tell, say what you found with `--in-flight`.',
  ),
  MIG_STEP_HALF_DONE: row(
    2,
    'The command would build on, or undo, a step that an earlier run left half-done.',
    'Finish that step first with `mig recover`.',
  ),
  MIG_TERMINATE_REFUSED: row(
    1,
    "`--terminate` would end a session that is not a dead client's of mig.",
    'Wait for it, or end its client first.',
  ),
  MIG_STEP_EDITED: row(
    2,
    'A half-applied script was edited in the part that has already run.',
    'Restore the text, or repair the database and stamp.',
  ),
  MIG_TRANSACTION_ENDED: row(
    1,
    'A script ended the transaction that mig had opened.',
    'Take the statement out, or mark the script `transaction:false`.',
  ),
  MIG_INTERRUPTED: row(1, 'The command was stopped by a signal; finished steps stay.', 'Run it again to go on.'),
  MIG_OPERATION_INVALID: row(2, 'A schema operation was given something that is no definition.', 'Correct the script.'),
  MIG_OPERATION_UNSUPPORTED: row(
    1,
    'This database cannot do what a schema operation asks for.',
    'See the hint; the step was rolled back where the database can.',
  ),
  MIG_MODELS_DIFFER: row(
    3,
    'The database is not what the models of the project say.',
    'Write the difference as a script, or correct the models.',
  ),
  MIG_SCHEMA_MOVED: row(
    1,
    'The schema changed between the comparison with the models and the lock.',
    'Run the command again: nothing was done.',
  ),
  MIG_MODELS_INVALID: row(2, 'The configured models are missing, name no entities, or TypeORM cannot create them.', 'See the hint.'),
  MIG_DATA_LOSS: row(
    1,
    'A schema operation would not keep what rows hold: a value too long for its new type, a NULL where none may be.',
    'Change the rows first, or choose a type that holds them. The operation touched nothing.',
  ),
  MIG_OFFLINE_READ: row(
    2,
    'A code script reads from the database, and what is written out as SQL has none.',
    'Let the server find the answer itself (`INSERT … SELECT`), or run the step online.',
  ),
  // adoption and conversion
  MIG_ADOPT_BELOW: row(
    2,
    'The old version lies below the baseline of the conversion.',
    'Bring the database to the named number with the old repository first.',
  ),
  MIG_ADOPT_ABOVE: row(2, 'The old version is above the last one that was converted.', 'Convert the newer repository again.'),
  MIG_ADOPT_UNKNOWN: row(
    2,
    'The old version table holds a state that the conversion record does not know.',
    'See the message; nothing was changed.',
  ),
  MIG_ADOPT_DRIFT: row(
    2,
    'The schema differs from what the old version must have produced.',
    'Repair the listed differences, then run the command again.',
  ),
  MIG_ADOPT_HOLES: row(
    2,
    'The old tool recorded a version and lacks earlier ones: no point of the graph is like that.',
    'Run the named versions with the old tool first.',
  ),
  MIG_ADOPT_DIRTY: row(
    2,
    'The old tool itself calls the state of the database broken (a dirty flag, a failed row).',
    'Repair it with the old tool, then run the command again.',
  ),
  MIG_ADOPT_PENDING: row(3, 'Only the old tool knows this database; mig has not taken it over yet.', 'Run `mig adopt`, or `mig upgrade`.'),
  MIG_ADOPT_KEEP: row(
    2,
    'There is no number of an old tool that could be kept in step.',
    'Leave out `--keep-legacy-version` (`keepLegacyVersion` in the configuration).',
  ),
  MIG_ADOPT_MOVED: row(
    2,
    "The old tool has run since mig took the database over: its table and mig's say different things.",
    'Take over where it is now with `mig adopt`.',
  ),
  MIG_ADOPT_UNVERSIONED: row(2, 'The database has tables but no version table.', 'Stamp it at the revision it corresponds to.'),
  MIG_CONVERT_SOURCE: row(2, 'The source of a conversion is not recognised or not convertible.', 'See the message.'),
  MIG_CONVERT_EXISTS: row(2, 'The target folder of the conversion holds something else.', 'Choose another folder with `--to`.'),
  MIG_CONVERT_BACK: row(
    2,
    'A graph cannot be turned into a numbered repository: it has branches, or a file that numbers cannot hold.',
    'See the message.',
  ),
  MIG_CONVERT_FOLLOW: row(
    2,
    'A conversion cannot be followed: the target was not converted from this source, or lacks the revision to go on from.',
    'See the message.',
  ),
  MIG_RECORD_FAILED: row(
    1,
    'The old tool did not bring the scratch database to a version.',
    'Run the command by hand on an empty database.',
  ),
  MIG_PROOF_FAILED: row(
    1,
    'The converted graph does not produce the schema that the source produces; nothing was kept.',
    'See the listed differences.',
  ),
  // checks
  MIG_CHECK_FOUND: row(3, 'A check found something.', 'See the findings.'),
} as const satisfies Readonly<Record<string, CodeFacts>>

/** A code of a `MigError`. */
export type ErrorCode = keyof typeof errorCodes
