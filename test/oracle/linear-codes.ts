import type { ErrorCode } from '@mig/core'

const noRepository: readonly ErrorCode[] = ['MIG_REPOSITORY_MISSING', 'MIG_MODE_MISMATCH', 'MIG_REPOSITORY_INVALID']
const badFiles: readonly ErrorCode[] = ['MIG_SCRIPT_NAME', 'MIG_VERSION_COLLISION']
const badTarget: readonly ErrorCode[] = ['MIG_TARGET_INVALID', 'MIG_TARGET_UNKNOWN']
const notControlled: readonly ErrorCode[] = ['MIG_NOT_CONTROLLED', 'MIG_LEDGER_FOREIGN']

/**
 * What each exception of SQLAlchemy Migrate is here. Where it has one for several mistakes, its message tells them apart;
 * driver exceptions are all one failed step.
 */
const table: readonly (readonly [kind: string, message: RegExp, codes: readonly ErrorCode[]])[] = [
  ['usage', /^Cannot (?:up|down)grade a database of/, ['MIG_TARGET_DIRECTION']],
  [
    'usage',
    /repository.* not specified|A repository must be specified|url.* not specified/,
    ['MIG_CONFIG_MISSING', 'MIG_OPTION_INVALID', ...noRepository],
  ],
  ['usage', /already exists$/, ['MIG_REPOSITORY_EXISTS', 'MIG_FILE_EXISTS']],
  ['usage', /^/, ['MIG_OPTION_INVALID']],
  ['DatabaseNotControlledError', /unable to open database file/, ['MIG_CONNECT_FAILED', 'MIG_DATABASE_MISSING']],
  // the setting that is missing, looked for while the row was
  ['DatabaseNotControlledError', /^'%' must be|^No option/, ['MIG_REPOSITORY_INVALID']],
  ['DatabaseNotControlledError', /^repository_id$/, ['MIG_LEDGER_FOREIGN']],
  ['DatabaseNotControlledError', /^/, notControlled],
  ['DatabaseAlreadyControlledError', /^/, ['MIG_ALREADY_CONTROLLED']],
  ['InvalidRepositoryError', /^/, noRepository],
  ['NoOptionError', /^/, ['MIG_REPOSITORY_INVALID']],
  ['NoSectionError', /^/, ['MIG_REPOSITORY_INVALID']],
  ['ParsingError', /^/, ['MIG_REPOSITORY_INVALID']],
  ['DuplicateOptionError', /^/, ['MIG_REPOSITORY_INVALID']],
  ['InterpolationSyntaxError', /^/, ['MIG_REPOSITORY_INVALID']],
  ['ValueError', /^Not a boolean/, ['MIG_REPOSITORY_INVALID']],
  ['Exception', /old format/, ['MIG_REPOSITORY_INVALID']],
  ['ScriptError', /^/, badFiles],
  ['SyntaxError', /^/, ['MIG_SCRIPT_SYNTAX', ...badFiles]],
  ['VersionNotFoundError', /^/, ['MIG_VERSION_GAP', 'MIG_TARGET_UNKNOWN', 'MIG_ROW_UNKNOWN']],
  ['AssertionError', /^There is no script/, ['MIG_SCRIPT_DIALECT', 'MIG_IRREVERSIBLE', 'MIG_VERSION_GAP', ...badFiles]],
  ['InvalidVersionError', /is not/, ['MIG_LEDGER_MOVED']],
  ['InvalidVersionError', /^/, badTarget],
  ['ValueError', /^/, [...badTarget, 'MIG_TARGET_DIRECTION']],
  // the row that holds NULL
  ['TypeError', /NoneType/, ['MIG_ROW_UNKNOWN']],
  ['ArgumentError', /^/, ['MIG_URL_INVALID']],
  ['NoSuchModuleError', /^/, ['MIG_URL_INVALID']],
  ['OperationalError', /no such column: \w+\.repository_id/, ['MIG_LEDGER_FOREIGN']],
  ['OperationalError', /^/, ['MIG_STEP_FAILED']],
  ['IntegrityError', /^/, ['MIG_STEP_FAILED']],
  ['ProgrammingError', /^/, ['MIG_STEP_FAILED']],
]

/** The codes that say what an exception says; none for one that is not in the table. */
export const allowedCodes = (kind: string, message: string): readonly ErrorCode[] =>
  table.find(([name, pattern]) => name === kind && pattern.test(message))?.[2] ?? []
