import { resolve } from 'node:path'
import { MigError } from '@mig/core'
import { defineCommand, listOf } from '../command.js'
import { convertBack } from '../convert/convert-back.js'
import { convertLabelled } from '../convert/convert-labelled.js'
import { convertWhole } from '../convert/convert-whole.js'
import { followSource } from '../convert/follow-source.js'
import { refuseLone } from '../convert/refuse-beside.js'

export const convert = defineCommand({
  command: 'convert [sources..]',
  describe: 'Turn a repository of numbered migrations, of mig or of another tool, into a hash graph, with proof',
  group: 'Move over',
  positionals: { sources: "the folder of migrations, or the project's folder above it" },
  options: {
    from: {
      type: 'string',
      describe: 'the format: golang-migrate, prisma, flyway, knex, plain, … (a wrong word lists all); found by itself when only one fits',
    },
    pattern: { type: 'string', describe: 'how the files are named: a regular expression with the groups number, name, direction, dialect' },
    order: {
      type: 'string',
      choices: ['integer', 'components', 'text', 'digits'],
      describe: "how the numbers follow each other, in place of the format's own rule",
    },
    dialect: { type: 'string', array: true, describe: 'only for this database; may be given several times (default: all of the source)' },
    define: { type: 'string', array: true, describe: 'NAME=VALUE of a placeholder in the SQL; all others stay as they are' },
    'from-git': {
      type: 'string',
      array: true,
      describe: 'read the folder as it is on this branch, tag or commit; several are brought together, the most important first',
    },
    label: {
      type: 'string',
      array: true,
      describe: 'LABEL=FOLDER: one of several repositories of one database, in the order in which they run; each becomes a branch',
    },
    lockstep: {
      type: 'boolean',
      describe: 'with --label: a number waits for the same number of the repositories named before it',
    },
    to: { type: 'string', describe: 'where to write the new repository (default ./migrations)' },
    baseline: { type: 'string', describe: 'put everything up to this number into one revision' },
    placeholders: {
      type: 'string',
      choices: ['keep', 'drop'],
      describe: 'numbers without a statement: keep them as revisions (default), or only remember them',
    },
    prove: {
      type: 'string',
      array: true,
      describe: 'also prove on this server, in scratch databases that are dropped; may be given several times',
    },
    'no-proof': { type: 'boolean', describe: 'skip the proof on an embedded SQLite' },
    record: {
      type: 'string',
      describe:
        'for code of another language: brings a scratch database ({url}) to {version} with the old tool; what that changes is written as SQL',
    },
    'record-timeout': { type: 'number', describe: 'end the old tool where one version takes more than this many seconds (default 600)' },
    back: { type: 'boolean', describe: 'the other way: a graph that is one line becomes a numbered repository (--to ./numbered)' },
    follow: { type: 'boolean', describe: 'the target was converted before: add what has come since, and report what has changed' },
    'dry-run': { type: 'boolean', describe: 'print the report and write nothing' },
  },
  examples: [
    ['mig convert ./numbered --to ./migrations', 'every version becomes a revision'],
    ['mig convert ./numbered --baseline 40 --prove "$STAGING_URL"', 'the first 40 become one'],
    ['mig convert ./db/migrations --from golang-migrate --dry-run', 'what would become of them'],
    ['mig convert ./migrations --back --to ./numbered', 'numbers again, with the original ones where there were some'],
    [
      'mig convert db/migrations --from-git main --from-git origin/stable',
      'what branches have under one number becomes siblings and a merge',
    ],
    ["mig convert ./repo --record 'python manage.py upgrade --url {url} {version}'", 'what Python does, as SQL'],
    ['mig convert --label expand=./expand_repo --label contract=./contract_repo --lockstep', 'several in one database: a branch each'],
    ['mig convert ./numbered --follow', 'once more, for the versions that have come since'],
    ["mig convert ./patches --pattern '^p(?<number>\\d+)-(?<name>.*)\\.sql$'", 'names of your own'],
  ],
  async run(args, context) {
    if (listOf(args, 'label').length > 0) return convertLabelled(args, context)
    refuseLone(args, 'lockstep')
    const source = resolve(context.io.cwd, oneSource(listOf(args, 'sources')))
    if (args['back'] === true) return convertBack(source, args, context)
    return args['follow'] === true ? followSource(source, args, context) : convertWhole(source, args, context)
  },
})

/** Several folders are several histories: which of them comes first, or whether they stand side by side, is not guessed. */
function oneSource(sources: readonly string[]): string {
  const [only, ...others] = sources
  if (only === undefined) {
    throw new MigError('MIG_OPTION_INVALID', 'no folder of migrations is named', {
      hint: 'Name it: mig convert ./migrations; or several of one database: --label NAME=FOLDER for each.',
    })
  }
  if (others.length === 0) return only
  throw new MigError('MIG_CONVERT_SOURCE', `${sources.length} folders are ${sources.length} histories: ${sources.join(', ')}`, {
    details: { sources },
    hint: 'Convert each of them on its own (--to another folder each), or, where they share a database, into one graph: --label NAME=FOLDER for each; whether one follows the other is not guessed.',
  })
}
