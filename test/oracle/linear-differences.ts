import type { Answer, Case, RecordedDatabase, Step } from './linear-data.js'

/**
 * How we differ: we refuse where SQLAlchemy Migrate answers, answer where it refuses, refuse for another reason; run other steps,
 * leave another database, add other files, print something else.
 */
export type DifferenceKind = 'refuses' | 'answers' | 'reason' | 'steps' | 'database' | 'files' | 'output'

/** A command with everything that was so when it was given. */
export interface Moment {
  readonly one: Case
  /** Its full name. */
  readonly command: string
  readonly argv: readonly string[]
  /** The steps before it. */
  readonly earlier: readonly Step[]
  /** What stands for VERSION, whichever way it is given. */
  readonly target: string | undefined
  readonly answer: Answer
  /** The recorded database before it. */
  readonly before: RecordedDatabase
  /** `migrate.cfg` of its repository. */
  readonly config: string
  /** The names in `versions/` of its repository (a folder's ends in `/`), and what is in the files. */
  readonly versions: ReadonlyMap<string, string>
}

/** A difference on purpose: a predicate on the request, never a list of cases. */
export interface Difference {
  readonly reason: string
  readonly kinds: readonly DifferenceKind[]
  /** Holds only where we ran nothing and left the database as it was. */
  readonly untouched?: true
  readonly applies: (moment: Moment) => boolean
}

/** What follows from refusing at once: nothing runs, nothing is left. */
const refusing: readonly DifferenceKind[] = ['refuses', 'reason', 'steps', 'database', 'files']
const running: readonly DifferenceKind[] = ['answers', 'steps', 'database']

/** Differences in what requests mean. */
export const differences: readonly Difference[] = [
  {
    reason: 'a preview that is refused prints no step',
    kinds: ['steps'],
    untouched: true,
    applies: ({ argv }) => argv.some((word) => word.startsWith('--preview_')),
  },
  {
    reason: 'source prints SQL as well',
    kinds: ['answers'],
    applies: ({ command, answer }) => command === 'source' && answer.error?.class === 'AssertionError',
  },
  // repositories
  {
    reason: 'two scripts for one number, database and direction are refused, where the one that is read last wins',
    kinds: refusing,
    untouched: true,
    applies: ({ versions }) => hasCollision(versions),
  },
  {
    reason: 'a numbered file that is no script, or names no database or direction that exists, is refused with its name',
    kinds: refusing,
    untouched: true,
    applies: ({ versions }) => [...versions.keys()].some(isUnfit),
  },
  {
    reason: 'db_version needs no files, and a new version only the folder',
    kinds: ['reason', 'answers', 'files'],
    applies: ({ command, answer }) =>
      ['db_version', 'script', 'script_sql'].includes(command) &&
      ['ScriptError', 'Exception', 'InvalidRepositoryError'].includes(answer.error?.class ?? ''),
  },
  {
    reason: 'a configuration that is not whole is refused by every command, and nothing is created first',
    kinds: refusing,
    untouched: true,
    applies: ({ config }) => !isWhole(config),
  },
  {
    reason: 'a new repository has a README, its own configuration and versions/',
    kinds: ['files'],
    applies: ({ command }) => command === 'create',
  },
  {
    reason: 'a pair of scripts for a database that does not exist is refused: it would never run',
    kinds: ['refuses', 'files'],
    applies: ({ command, argv }) => command === 'script_sql' && !databases.includes(argv[1]!.toLowerCase()),
  },
  // words
  {
    reason: 'unknown options are refused, where they are swallowed',
    kinds: refusing,
    untouched: true,
    applies: ({ argv }) =>
      argv.some((word) => /^--(?!url|repository|version|name|preview|help|disable_logging|version_table|repository_id)./.test(word)),
  },
  {
    reason: 'migrate is another name of upgrade',
    kinds: ['reason'],
    applies: ({ argv }) => argv[0] === 'migrate',
  },
  {
    reason: 'options may stand before the command',
    kinds: ['answers'],
    applies: ({ argv }) => argv[0]?.startsWith('-') === true,
  },
  {
    reason: 'what was asked for is printed also when progress is not wanted',
    kinds: ['output'],
    applies: ({ argv }) => argv.some((word) => word === '-q' || word === '--disable_logging'),
  },
  // targets
  {
    reason: '+N and -N are steps from where the database is, where Python reads them as numbers',
    kinds: ['refuses', 'answers', 'steps', 'database'],
    applies: ({ target }) => /^[+-]\d+$/.test(target ?? ''),
  },
  {
    reason: 'a target may be a word: latest, head, base',
    kinds: running,
    applies: ({ target }) => ['latest', 'head', 'heads', 'base', 'current'].includes(target ?? ''),
  },
  {
    reason: 'a number is written in plain digits, at most fifteen, where Python takes more',
    kinds: ['refuses', 'reason', 'steps', 'database'],
    applies: ({ target }) => target !== undefined && !/^\s*\d{1,15}\s*$/.test(target),
  },
  // databases
  {
    reason: 'a database without a version row is at 0: upgrade puts it under control, and a downgrade to 0 has nothing to do',
    kinds: [...running, 'reason'],
    applies: ({ command, answer, before }) =>
      ['upgrade', 'downgrade'].includes(command) &&
      answer.error?.class === 'DatabaseNotControlledError' &&
      Object.keys(before.version_tables).length === 0,
  },
  {
    reason: 'a row above the last version is told first, whichever way the command goes',
    kinds: ['reason'],
    applies: ({ before, versions, answer }) => answer.error?.class === 'usage' && rowsOf(before).some((row) => row > highestOf(versions)),
  },
  {
    reason: 'drop_version_control removes the row of this repository, and the table only with the last one',
    kinds: ['database', 'answers'],
    applies: ({ command, before }) =>
      command === 'drop_version_control' && Object.values(before.version_tables).some((rows) => rows.length > 1),
  },
  // running
  {
    reason: 'the version row must be the expected one when a step records itself, or the step is rolled back',
    kinds: ['refuses', 'reason', 'steps', 'database'],
    applies: ({ command, versions, config }) =>
      ['upgrade', 'downgrade'].includes(command) &&
      [...versions.values()].some((text) => writes(text, settingOf(config, 'version_table') ?? '')),
  },
  {
    reason: 'script and row are one transaction: a row that cannot be written takes its script back',
    kinds: ['database'],
    applies: ({ answer, config }) => answer.error?.message.includes(`[SQL: UPDATE ${settingOf(config, 'version_table')} `) === true,
  },
  {
    reason: 'a version at or below the row that was added, edited or renamed since it ran stops an upgrade',
    kinds: refusing,
    untouched: true,
    applies: ({ command, earlier, before }) =>
      command === 'upgrade' && earlier.some((step) => changedVersions(step).some((number) => rowsOf(before).some((row) => number <= row))),
  },
  {
    reason: 'a Python version on the way stops the plan before anything runs',
    kinds: refusing,
    untouched: true,
    applies: ({ command, versions }) =>
      ['upgrade', 'downgrade', 'test'].includes(command) && [...versions.keys()].some((name) => /^\d{3,}.*\.py$/.test(name)),
  },
  {
    reason: 'a ROLLBACK in a script is refused before anything runs',
    kinds: ['reason', 'steps', 'database', 'refuses'],
    applies: ({ versions }) => [...versions.values()].some((text) => /^\s*ROLLBACK\b/im.test(text)),
  },
  {
    reason: 'a statement that no transaction takes runs without one',
    kinds: running,
    applies: ({ answer }) => /from within a transaction/.test(answer.error?.message ?? ''),
  },
  {
    reason: 'a script with a parameter is refused before anything runs',
    kinds: ['reason', 'steps', 'database'],
    applies: ({ answer }) => /Incorrect number of bindings/.test(answer.error?.message ?? ''),
  },
  // test
  {
    reason: 'a test of a version that the database already has is refused: it would run twice',
    kinds: refusing,
    untouched: true,
    applies: ({ command, before, versions }) => command === 'test' && rowsOf(before).some((row) => row >= highestOf(versions)),
  },
  {
    reason: 'a test of a version without a downgrade for this database runs nothing',
    kinds: refusing,
    untouched: true,
    applies: ({ command, versions }) => command === 'test' && !hasScript(versions, highestOf(versions), 'downgrade'),
  },
  {
    reason: 'a test is one transaction: a downgrade that fails takes the upgrade back',
    kinds: ['database'],
    applies: ({ command, answer }) => command === 'test' && answer.stdout?.includes('Downgrading...') === true && answer.exit !== 0,
  },
]

const databases: readonly string[] = ['default', 'sqlite', 'sqlite3', 'mysql', 'mariadb', 'postgres', 'postgresql']
/** Databases that exist and that mig does not run: their scripts are kept. */
const foreign: readonly string[] = ['oracle', 'mssql', 'firebird', 'sybase', 'access', 'maxdb', 'informix', 'drizzle', 'db2', 'ibm_db_sa']

interface SqlName {
  readonly number: number
  readonly database: string
  readonly direction: string
}

function sqlName(name: string): SqlName | undefined {
  const match = /^(\d{3,})[^_]*_(?:.*_)?(ibm_db_sa|[^_]+)_([^_]+)\.sql$/.exec(name)
  return match ? { number: Number(match[1]), database: match[2]!.toLowerCase(), direction: match[3]! } : undefined
}

/** A name that has a number of its own and can be no script. */
function isUnfit(name: string): boolean {
  if (!/^\d{3,}/.test(name)) return false
  if (/\.(?:[cm]?[jt]s|py|pyc)$/.test(name)) return false
  if (!name.endsWith('.sql')) return true
  const read = sqlName(name)
  return read === undefined || ![...databases, ...foreign].includes(read.database) || !['upgrade', 'downgrade'].includes(read.direction)
}

function hasCollision(versions: ReadonlyMap<string, string>): boolean {
  const places = [...versions.keys()].flatMap((name) => {
    const sql = sqlName(name)
    if (sql) return [`${sql.number} ${sql.database.replace('sqlite3', 'sqlite')} ${sql.direction}`]
    return /^\d{3,}.*\.[cm]?[jt]s$/.test(name) ? [`${Number.parseInt(name, 10)} code`] : []
  })
  return new Set(places).size < places.length || hidesCode([...versions.keys()])
}

/** SQL for every database that leaves code of the same number nothing to do, or has other words. */
function hidesCode(names: readonly string[]): boolean {
  const wordsOf = (name: string, end: RegExp) => name.replace(/^\d+_?/, '').replace(end, '')
  return names.some((code) => {
    if (!/^\d{3,}.*\.[cm]?[jt]s$/.test(code)) return false
    const forAll = names.filter((name) => sqlName(name)?.database === 'default' && Number.parseInt(name, 10) === Number.parseInt(code, 10))
    const words = wordsOf(code, /\.\w+$/)
    const isOther = forAll.some((name) => words !== '' && ![words, ''].includes(wordsOf(name, /_?default_\w+\.sql$/)))
    return isOther || ['upgrade', 'downgrade'].every((way) => forAll.some((name) => name.endsWith(`_${way}.sql`)))
  })
}

const highestOf = (versions: ReadonlyMap<string, string>): number =>
  Math.max(0, ...[...versions.keys()].flatMap((name) => (/^\d{3,}/.test(name) ? [Number.parseInt(name, 10)] : [])))

const hasScript = (versions: ReadonlyMap<string, string>, number: number, direction: string): boolean =>
  [...versions.keys()].some((name) => {
    const sql = sqlName(name)
    if (sql) return sql.number === number && sql.direction === direction && ['default', 'sqlite'].includes(sql.database)
    return Number.parseInt(name, 10) === number && /\.[cm]?[jt]s$/.test(name)
  })

/** The numbers whose files a step beside the tool changes. */
const changedVersions = (step: Step): readonly number[] =>
  (step.op === 'write' || step.op === 'remove' ? [step.path] : step.op === 'rename' ? [step.from, step.to] : []).flatMap((path) => {
    const digits = /(?:^|\/)versions\/(\d{3,})[^/]*$/.exec(path)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })

const rowsOf = ({ version_tables: tables }: RecordedDatabase): readonly number[] =>
  Object.values(tables).flatMap((rows) => rows.flatMap(([, version]) => version ?? []))

const writes = (text: string, table: string): boolean => new RegExp(`(?:UPDATE|DELETE FROM|INSERT INTO)\\s+${table}\\b`, 'i').test(text)

const settingOf = (config: string, key: string): string | undefined => new RegExp(`^${key}\\s*[=:]\\s*(.*?)\\s*$`, 'im').exec(config)?.[1]

/** Both settings, and a boolean that is one; a single per cent sign is no value. */
function isWhole(config: string): boolean {
  const numbering = settingOf(config, 'use_timestamp_numbering') ?? 'false'
  return (
    /^\[db_settings\]/m.test(config) &&
    ['repository_id', 'version_table'].every((key) => settingOf(config, key) !== undefined) &&
    !/(?<!%)%(?!%)/.test(config) &&
    /^(?:true|false|yes|no|on|off|1|0|t|f|y|n)$/i.test(numbering)
  )
}
