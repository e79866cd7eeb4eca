import { isMigError, MigError, type Catalog, type Database } from '@mig/core'
import type { DataSource } from 'typeorm'
import { openSessionDataSource, type SessionModels } from '../typeorm/session-data-source.js'

/**
 * The schema that entities ask for, as the server of a database has it: TypeORM creates it on a scratch database of the same server, and
 * its catalog is read. So defaults, types and expressions are spelled by the server on both sides of a comparison.
 *
 * @throws {MigError} `MIG_MODELS_INVALID` when TypeORM cannot create them; `MIG_SCRATCH_REFUSED`
 * @example
 * const models = await readModels('/app/data-source.ts', await import('/app/data-source.ts'))
 * const { operations } = compareSchemas(await database.inspect(), await catalogOfModels(models, database))
 */
export async function catalogOfModels(models: SessionModels, database: Database): Promise<Catalog> {
  await using scratch = await database.scratch()
  await using session = await scratch.session()
  try {
    // Uuids are numbered by its function unless the project says otherwise; the catalog leaves extensions out.
    if (session.dialect === 'postgres') await session.execute('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"').catch(() => undefined)
    const { dataSource, close } = await openSessionDataSource(session, models)
    try {
      refuseElsewhere(dataSource)
      await dataSource.synchronize()
    } finally {
      await close()
    }
  } catch (error) {
    const cause = error instanceof Error && 'driverError' in error ? error.driverError : error
    if (isMigError(cause) && cause.code !== 'MIG_STATEMENT_FAILED') throw cause
    throw new MigError(
      'MIG_MODELS_INVALID',
      `TypeORM cannot create the entities on ${scratch.dialect}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
        details: isMigError(cause) ? { sql: cause.details['sql'] } : {},
        hint: 'Correct the entities; a column type may be another database’s.',
      },
    )
  }
  const catalog = await scratch.inspect(session)
  return withoutTypeormTables(catalog)
}

/** What would be created outside of the scratch database, or nowhere, and so not be compared. */
function refuseElsewhere({ entityMetadatas, driver }: DataSource): void {
  const invalid = (fact: string, hint: string): MigError => new MigError('MIG_MODELS_INVALID', fact, { details: {}, hint })
  if (entityMetadatas.length === 0)
    throw invalid('the models name no entities', 'Correct `entities` of the DataSource: a pattern there may match no file.')
  for (const { name, database, schema } of entityMetadatas) {
    if (database !== undefined)
      throw invalid(`the entity ${name} is of another database, '${database}'`, 'Take `database` out of it: one database is compared.')
    if (schema !== undefined && driver.schema !== undefined && schema !== driver.schema)
      throw invalid(
        `the entity ${name} is of the schema '${schema}', and '${driver.schema}' is compared`,
        'Take `schema` out of it, and leave the schema to the search path of the connection.',
      )
  }
}

/** What TypeORM keeps for itself is nobody's model. */
export function withoutTypeormTables(catalog: Catalog): Catalog {
  return { ...catalog, tables: catalog.tables.filter(({ name }) => name !== 'typeorm_metadata') }
}
