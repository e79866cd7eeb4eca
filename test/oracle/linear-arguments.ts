/** The parameters of each command, in the order in which its positionals fill them. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  help: ['command'],
  create: ['repository', 'name'],
  script: ['description', 'repository'],
  script_sql: ['database', 'description', 'repository'],
  version: ['repository'],
  db_version: ['url', 'repository'],
  source: ['version', 'dest'],
  version_control: ['url', 'repository', 'version'],
  upgrade: ['url', 'repository', 'version'],
  downgrade: ['url', 'repository', 'version'],
  drop_version_control: ['url', 'repository'],
  manage: ['file'],
  test: ['url', 'repository'],
  compare_model_to_db: ['url', 'repository', 'model'],
  create_model: ['url', 'repository'],
  make_update_script_for_model: ['url', 'repository', 'oldmodel', 'model'],
  update_db_from_model: ['url', 'repository', 'model'],
}

const shortNames: Readonly<Record<string, string>> = { s: 'script', vc: 'version_control', dbv: 'db_version', v: 'version' }

/** Parameters that are options here: they come from the configuration where they are not given. */
const optionOf: Readonly<Record<string, string>> = { url: '--database', repository: '--repository' }

/** Options of a command that are spelt in another way, with the value they need. */
const respelt: Readonly<Record<string, string>> = { '--disable_logging': '--quiet', '--version_table': '--version-table' }

/** What a command needs so that it means the same: `test` of the old tool runs on the database itself. */
const added: Readonly<Record<string, readonly string[]>> = { test: ['--here'] }
/** As the configuration would say; a help has no use for it. */
const mode: readonly string[] = ['--mode', 'linear']

/** The full name of a command. */
export const canonicalCommand = (argv: readonly string[]): string => shortNames[argv[0] ?? ''] ?? argv[0] ?? ''

/** What stands for VERSION, whichever way it is given. */
export const targetOf = (argv: readonly string[]): string | undefined => valuesOf(argv).values.get('version')

/** The repository that a command names, as a path in the working directory. */
export function repositoryOf(argv: readonly string[]): string | undefined {
  const named = valuesOf(argv).values.get('repository')
  return named === undefined ? undefined : place(named, '')
}

/** Which parameter has which value; and the words that are none. */
function valuesOf(argv: readonly string[]) {
  const names = parameters[canonicalCommand(argv)] ?? []
  const { values, positionals, others } = readWords(argv.slice(1), [...names, 'url', 'repository', 'repository_id'])
  const open = names.filter((name) => !values.has(name))
  for (const [index, value] of positionals.entries()) if (index < open.length) values.set(open[index]!, value)
  return { names, values, others, tooMany: positionals.slice(open.length) }
}

/**
 * The words of SQLAlchemy Migrate's command line as mig takes them: one table for every command.
 *
 * @param url what `$URL` stands for
 */
export function translateArguments(argv: readonly string[], url: string): readonly string[] {
  const command = canonicalCommand(argv)
  if (parameters[command] === undefined) return argv
  const { names, values, others, tooMany } = valuesOf(argv)
  // its name is only the title of a README where another id is given
  if (command === 'create' && values.has('repository_id')) values.set('name', values.get('repository_id')!)
  if (command === 'manage' && values.has('file')) values.set('file', values.get('file')!.replace(/\.py$/, '.mjs'))
  const isPath = (name: string): boolean => command === 'create' && name === 'repository'
  const words = names.filter((name) => isPath(name) || optionOf[name] === undefined).flatMap((name) => values.get(name) ?? [])
  const options = ['url', 'repository'].flatMap((name) =>
    isPath(name) || !values.has(name) ? [] : [optionOf[name]!, place(values.get(name)!, url)],
  )
  return [
    argv[0]!,
    ...(command === 'help' ? [] : mode),
    ...options,
    ...(added[command] ?? []),
    ...others,
    ...['--'].filter(() => words.some((word) => word.startsWith('-'))),
    ...words,
    ...tooMany,
  ]
}

/** Every parameter is a positional and `--name=value` or `--name value`; other options take a value only with `=`. */
function readWords(words: readonly string[], names: readonly string[]) {
  const values = new Map<string, string>()
  const positionals: string[] = []
  const others: string[] = []
  let onlyPositionals = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    const [, name, attached] = /^--([a-z_-]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (onlyPositionals || !word.startsWith('-')) positionals.push(word)
    else if (word === '--') onlyPositionals = true
    else if (name !== undefined && names.includes(name)) values.set(name, attached ?? words[++index] ?? '')
    else others.push(word.replace(/^--[a-z_]+/, (option) => respelt[option] ?? option))
  }
  return { values, positionals, others }
}

/** SQLAlchemy reads `sqlite:///app.db` as a relative path. */
const place = (value: string, url: string): string =>
  value
    .replace('$URL', url)
    .replace('$REPO', 'repo')
    .replace(/^sqlite:\/\/\/(?!\/)/, 'sqlite:')
