import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MigError, parseDialect, type Dialect } from '@mig/core'
import { listFiles, type ListedFile } from './list-files.js'
import type { SourcePreset } from './preset.js'

/** A folder that holds migrations of a format, and its files. */
export interface Located {
  readonly folder: string
  readonly files: readonly (ListedFile & { readonly dialect?: Dialect | 'foreign' })[]
}

/**
 * The folder that holds the migrations: the named one, or where the tool keeps them below it. Sub-folders named after databases
 * belong together.
 */
export function locate(source: string, preset: SourcePreset): Located {
  const root = resolve(source)
  const places = (preset.folders ?? ['.']).map((below) => join(root, below))
  for (const folder of places.filter((place) => existsSync(place))) {
    const files = listFiles(folder)
    if (files.some(({ path }) => preset.pattern.test(path))) return { folder, files }
    const variants = files.flatMap((file) => {
      const [first = '', ...rest] = file.path.split('/')
      const dialect = databaseOf(first)
      return rest.length === 0 || dialect === undefined ? [] : [{ file, dialect, below: rest.join('/') }]
    })
    if (variants.some(({ below }) => preset.pattern.test(below)))
      return { folder, files: variants.map(({ file, dialect }) => ({ ...file, dialect })) }
  }
  listFiles(root)
  throw new MigError('MIG_CONVERT_SOURCE', `'${root}' holds no migrations of ${preset.title}`, {
    details: { location: root, format: preset.name },
    hint: 'Name the folder that holds the migrations, or another format with --from.',
  })
}

const foreignDatabases = new Set(['cockroach', 'cockroachdb', 'mssql', 'sqlserver', 'oracle', 'clickhouse', 'db2', 'h2', 'hsqldb'])

/** The database that a word in a path names; `foreign`: one that mig does not know. */
export const databaseOf = (word: string): Dialect | 'foreign' | undefined =>
  parseDialect(word === 'pg' ? 'postgres' : word) ?? (foreignDatabases.has(word.toLowerCase()) ? 'foreign' : undefined)
