/** The dialects mig speaks. `postgresql` and `mariadb` are accepted wherever a dialect is written; see {@link parseDialect}. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

/** Every dialect, in the order used for listings. */
export const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']

const spellings: Readonly<Record<string, Dialect>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
}

/**
 * Reads a dialect as people write it in file names, sections, flags and URLs.
 *
 * @returns the dialect id, or `undefined` when the word names no dialect
 * @example
 * parseDialect('postgresql') // 'postgres'
 */
export function parseDialect(word: string): Dialect | undefined {
  return Object.hasOwn(spellings, word.toLowerCase()) ? spellings[word.toLowerCase()] : undefined
}
