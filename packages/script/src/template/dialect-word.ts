import type { Dialect } from '@mig/core'

/** A dialect as it is written in file names and sections: SQLAlchemy Migrate's word. */
export function dialectWord(dialect: Dialect): string {
  return dialect === 'postgres' ? 'postgresql' : dialect
}
