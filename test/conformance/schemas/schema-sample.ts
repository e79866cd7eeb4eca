/** A schema with every feature the catalog knows of, and changes each of which must be visible in it. */
export interface SchemaSample {
  readonly build: readonly string[]
  readonly changes: readonly (readonly [what: string, ...statements: readonly string[]])[]
  /** Statements that change nothing that counts. */
  readonly nothing: readonly string[]
}
