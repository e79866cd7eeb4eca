import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MigError } from '@mig/core'
import type { DataSourceOptions } from 'typeorm'
import { importTypeorm, type SessionModels } from '../typeorm/session-data-source.js'

/**
 * What a module of the user's project says of its entities: a `DataSource` (which is never connected), its options, entity classes, or
 * `EntitySchema`s, exported by any name or as a list.
 *
 * The entities tell their tables to the copy of TypeORM that they import, so that copy is asked.
 *
 * @param file absolute path of the module
 * @param exports what it exports
 * @throws {MigError} `MIG_MODELS_INVALID` when it exports nothing of the kind; `MIG_PACKAGE_MISSING`
 */
export async function readModels(file: string, exports: Readonly<Record<string, unknown>>): Promise<SessionModels> {
  const typeorm = await typeormOf(file)
  const values = [
    ...new Set(Object.values(exports).flatMap((value) => (isRecord(value) && '__esModule' in value ? Object.values(value) : [value]))),
  ]
  const source = values.find(isDataSource)
  const written = source?.options ?? values.find(isOptions)
  if (written !== undefined) {
    const { entities, namingStrategy, entityPrefix } = written
    refuseNone(file, entities)
    return {
      typeorm,
      options: {
        entities,
        ...(namingStrategy === undefined ? {} : { namingStrategy }),
        ...(entityPrefix === undefined ? {} : { entityPrefix }),
      },
    }
  }
  const declared = new Set<unknown>(typeorm.getMetadataArgsStorage().tables.map(({ target }) => target))
  const entities = values.flat().filter((value) => declared.has(value) || value instanceof typeorm.EntitySchema)
  refuseNone(file, entities)
  return { typeorm, options: { entities: entities as NonNullable<DataSourceOptions['entities']> } } // the filter left nothing else
}

/** The copy of TypeORM that the module itself would import. */
async function typeormOf(file: string): Promise<SessionModels['typeorm']> {
  let path: string
  try {
    path = createRequire(file).resolve('typeorm')
  } catch {
    return importTypeorm()
  }
  const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
  return (isRecord(loaded.default) && 'DataSource' in loaded.default ? loaded.default : loaded) as SessionModels['typeorm'] // CommonJS or ESM
}

function refuseNone(file: string, entities: unknown): asserts entities is NonNullable<DataSourceOptions['entities']> {
  const count = Array.isArray(entities) ? entities.length : isRecord(entities) ? Object.keys(entities).length : 0
  if (count > 0) return
  throw new MigError('MIG_MODELS_INVALID', `'${file}' names no entities`, {
    details: { file },
    hint: 'Export a TypeORM DataSource with `entities`, or the entity classes themselves.',
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
const isOptions = (value: unknown): value is DataSourceOptions => isRecord(value) && 'entities' in value && 'type' in value
const isDataSource = (value: unknown): value is { readonly options: DataSourceOptions } =>
  isRecord(value) && isRecord(value.options) && 'entities' in value.options && typeof value.initialize === 'function'
