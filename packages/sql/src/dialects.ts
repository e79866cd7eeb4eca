import type { Lexis } from './lexis.js'
import { classify as classifyMysql } from './mysql/classify.js'
import { CompoundTracker as MysqlCompound } from './mysql/compound.js'
import { lexis as mysql } from './mysql/lexis.js'
import { classify as classifyPostgres } from './postgres/classify.js'
import { CompoundTracker as PostgresCompound } from './postgres/compound.js'
import { lexis as postgres } from './postgres/lexis.js'
import type { SqlDialect } from './sql-dialect.js'
import { classify as classifySqlite } from './sqlite/classify.js'
import { CompoundTracker as SqliteCompound } from './sqlite/compound.js'
import { lexis as sqlite } from './sqlite/lexis.js'
import type { Classifier } from './statement-class.js'

/** Follows the words of one statement and knows whether a `;` can end it. */
export interface Compound {
  /** @param word in capitals; operators and quoted things as they are */
  see(word: string): void
  /** False inside a body whose own statements end in `;`. */
  readonly canEnd: boolean
}

interface DialectParts {
  readonly lexis: Lexis
  readonly compound: () => Compound
  readonly classify: Classifier
}

const parts: Readonly<Record<SqlDialect, DialectParts>> = {
  postgres: { lexis: postgres, compound: () => new PostgresCompound(), classify: classifyPostgres },
  mysql: { lexis: mysql, compound: () => new MysqlCompound(), classify: classifyMysql },
  sqlite: { lexis: sqlite, compound: () => new SqliteCompound(), classify: classifySqlite },
}

/** What a dialect contributes. */
export function dialectOf(dialect: SqlDialect): DialectParts {
  return parts[dialect]
}
