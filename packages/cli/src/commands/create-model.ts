import { resolve } from 'node:path'
import type { Catalog, Database } from '@mig/core'
import { createFile } from '@mig/script'
import { defineCommand, textOf } from '../command.js'

export const createModel = defineCommand({
  command: 'create_model',
  aliases: ['create-model'],
  describe: 'Write TypeORM entities from the database, and say what they cannot say',
  group: 'Write',
  options: {
    to: { type: 'string', describe: 'a new file to write to (default: print it)' },
    ddl: { type: 'boolean', describe: 'calls of op instead of entities: a script that makes the schema' },
  },
  examples: [
    ['mig create_model --to src/entities.ts', 'a class for each table'],
    ['mig create_model --ddl', 'the schema as a script'],
  ],
  async run(args, context) {
    const database = await context.database()
    const catalog = await database.inspect()
    const { text, notes, tables } = args['ddl'] === true ? await ddlOf(catalog) : await entitiesOf(catalog, await collationOf(database))
    const to = textOf(args, 'to')
    if (to === undefined) return { data: { text, notes, tables }, text: text.trimEnd() }
    const file = resolve(context.io.cwd, to)
    createFile(file, text)
    return {
      data: { file, notes, tables },
      text: [`created ${to} (${tables.length} tables)`, ...notes.map((note) => `  not in it: ${note}`)],
    }
  },
})

/** The collation that the text columns of a new table get on MySQL. */
async function collationOf(database: Database): Promise<string | undefined> {
  if (database.dialect !== 'mysql') return undefined
  await using session = await database.session()
  const [row] = await session.query<{ collation: string }>('SELECT @@collation_database AS collation')
  return row?.collation
}

async function entitiesOf(catalog: Catalog, defaultCollation: string | undefined) {
  const { entitiesSource } = await import('@mig/schema')
  const { text, notes, classes } = entitiesSource(catalog, defaultCollation === undefined ? {} : { defaultCollation })
  return { text, notes, tables: classes }
}

/** The operations that make the schema of nothing. */
async function ddlOf(catalog: Catalog) {
  const { compareSchemas, operationsSource, reverseOf } = await import('@mig/schema')
  const empty: Catalog = { dialect: catalog.dialect, tables: [], views: [], sequences: [], enums: [], routines: [], triggers: [] }
  const { operations, notes } = compareSchemas(empty, catalog)
  const others = [
    ...catalog.routines.map(({ name }) => `the routine ${name}`),
    ...catalog.triggers.map(({ name }) => `the trigger ${name}`),
  ]
  const body = (name: string, lines: string): string => `export async function ${name}(op) {\n${lines.replaceAll(/^(?=.)/gm, '  ')}\n}\n`
  const back = operations
    .filter(({ kind }) => kind !== 'execute')
    .map(reverseOf)
    .reverse()
  const text = `${body('upgrade', operationsSource(operations))}\n${body('downgrade', operationsSource(back))}`
  return { text, notes: [...notes, ...others], tables: catalog.tables.map(({ name }) => name) }
}
