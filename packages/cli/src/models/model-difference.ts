import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { countOf, MigError, Migrator, type Catalog, type Database } from '@mig/core'
import type { Operation, Rename, SchemaChanges } from '@mig/schema'
import { importFile } from '@mig/script'
import { listOf, textOf } from '../command.js'
import type { CommandContext } from '../context.js'

/** How the schema of a database differs from the models of the project. */
export interface ModelDifference extends SchemaChanges {
  /** What has to be done to the database. */
  readonly operations: readonly Operation[]
  /** What looks like a new name of something, as `--rename` takes it. */
  readonly proposals: readonly string[]
  /** The schema that was compared, as it was read. */
  readonly compared: Catalog
  /** Absolute path of the models. */
  readonly models: string
  /** What was compared with them, for people. */
  readonly subject: string
}

/**
 * Compares the models with the configured database, or with what the repository makes of an empty scratch database.
 *
 * @param place.scratch no database at the head is needed: the repository runs on a scratch database of the same server
 * @param place.asks a person at the terminal is asked what has a new name: for what writes, not for what only looks
 * @throws {MigError} `MIG_MODELS_INVALID`; `MIG_DATABASE_BEHIND` when what is pending would be found as a difference
 */
export async function modelDifference(
  context: CommandContext,
  place: { readonly scratch?: boolean; readonly mayBeBehind?: boolean; readonly asks?: boolean } = {},
): Promise<ModelDifference> {
  const settings = await context.settings()
  const file = modelsFile(context, settings)
  const { applyRenames, catalogOfModels, compareSchemas, proposeRenames, readModels, renameText, withoutTypeormTables } =
    await import('@mig/schema')
  const models = await readModels(file, await importFile(file))
  const database = await context.database()
  if (place.scratch !== true && place.mayBeBehind !== true) await refuseBehind(context)
  const wanted = await catalogOfModels(models, database)
  const compared = place.scratch === true ? await catalogOfRepository(context, database) : await database.inspect()
  const found = withoutTypeormTables(compared)
  const isIgnored = ignoring(settings.ignoreTables ?? [])
  const known = new Set(wanted.tables.map(({ name }) => name))
  const kept: Catalog = { ...found, tables: found.tables.filter(({ name }) => known.has(name) || !isIgnored(name)) }
  const subject = place.scratch === true ? `the repository, on a scratch database beside ${database.displayUrl}` : database.displayUrl
  const { catalog, operations } = applyRenames(kept, await renamesOf(context, kept, wanted, place.asks === true))
  const changes = compareSchemas(catalog, wanted)
  return {
    operations: [...operations, ...changes.operations],
    notes: changes.notes,
    proposals: proposeRenames(catalog, wanted).map(renameText),
    compared,
    models: file,
    subject,
  }
}

/** What has another name: as the options say, and where asking is wanted, as a person at the terminal says of what looks like it. */
async function renamesOf(context: CommandContext, from: Catalog, to: Catalog, asks: boolean): Promise<readonly Rename[]> {
  const { applyRenames, parseRename, proposeRenames } = await import('@mig/schema')
  const renames = listOf(context.args, 'rename').map(parseRename)
  if (!asks || !context.io.isInteractive || context.args['json'] === true || context.args['quiet'] === true) return renames
  const { confirm } = await import('@clack/prompts')
  for (const rename of proposeRenames(applyRenames(from, renames).catalog, to)) {
    const old = rename.column === undefined ? `the table ${rename.table}` : `the column ${rename.table}.${rename.column}`
    if ((await confirm({ message: `Is ${rename.name} ${old} under a new name? No: it is dropped, and what it holds is lost.` })) === true)
      renames.push(rename)
  }
  return renames
}

/** The module that was named, by an argument, an option or the configuration. */
function modelsFile(context: CommandContext, settings: { readonly models?: string; readonly configFile: string | undefined }): string {
  const named = textOf(context.args, 'model') ?? textOf(context.args, 'models')
  const file = named === undefined ? settings.models : resolve(context.io.cwd, named)
  const { configFile } = settings
  if (file === undefined) {
    throw new MigError('MIG_MODELS_INVALID', 'no models are named', {
      details: { configFile },
      hint: `${configFile === undefined ? 'Pass' : `Add "models": "./src/data-source.ts" to ${configFile}, or pass`} --models FILE: a module that exports a TypeORM DataSource or entities.`,
    })
  }
  if (existsSync(file)) return file
  throw new MigError('MIG_MODELS_INVALID', `there is no file '${file}'`, {
    details: { file },
    hint: 'Correct "models" in the configuration, or --models.',
  })
}

/** What is pending would be taken for a difference, and be written a second time. */
async function refuseBehind(context: CommandContext): Promise<void> {
  const { pending, unknown } = await (await context.migrator()).status()
  if (pending.length === 0 && unknown.length === 0) return
  throw new MigError(
    'MIG_DATABASE_BEHIND',
    unknown.length > 0
      ? 'the database is at a revision that this repository does not have'
      : `the database lacks ${countOf(pending.length, 'revision')}`,
    {
      details: { revisions: pending.map(({ id }) => id) },
      hint: 'Run: mig upgrade, or compare with what the repository makes of an empty database: --scratch',
    },
  )
}

async function catalogOfRepository(context: CommandContext, database: Database): Promise<Catalog> {
  await using scratch = await database.scratch()
  const repository = await context.repository()
  const printer = await context.printer()
  const migrator = new Migrator({
    repository,
    database: scratch,
    operations: () => import('@mig/schema'),
    onEvent: (event) => printer?.print(event),
  })
  await migrator.upgrade(repository.mode === 'linear' ? 'latest' : 'heads', context.signals)
  return await scratch.inspect()
}

/** Tells whether a table's name is one of the patterns; `*` stands for any text. */
function ignoring(patterns: readonly string[]): (name: string) => boolean {
  const all = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(escapeText).join('.*')}$`))
  return (name) => all.some((one) => one.test(name))
}

const escapeText = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
