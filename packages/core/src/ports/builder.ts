/** Libraries whose builders are handed to the functions of other tools' migrations. */
export const builderNames = ['knex', 'node-pg-migrate', 'sequelize', 'db-migrate'] as const

export type BuilderName = (typeof builderNames)[number]

/** A function of a script that is written for another library's builder. */
export interface BuilderRun {
  readonly builder: BuilderName
  /** Absolute path of the script: the library is found from there. */
  readonly file: string
  readonly action: (...args: unknown[]) => unknown
  /** The function is the one of the way up, and is to be taken back. */
  readonly isReverse: boolean
  /** The script runs inside a transaction, where the server has those for it. */
  readonly transaction: boolean
  /** What else the script exports. */
  readonly exports: Readonly<Record<string, unknown>>
}

/** The member of `op` that runs such a function: `op[runsBuilder](run)`. */
export const runsBuilder: unique symbol = Symbol.for('mig.runsBuilder')
