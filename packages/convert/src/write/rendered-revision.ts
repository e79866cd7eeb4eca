/** A revision as a file, with what a person should know of it. */
export interface RenderedRevision {
  readonly name: string
  readonly text: string
  readonly notes: readonly RenderNote[]
}

/** What was noticed while a revision was written. */
export interface RenderNote {
  readonly kind:
    | 'non-transactional'
    | 'own transaction'
    | 'wrapping transaction removed'
    | 'touches a bookkeeping table'
    | 'needs a human'
    | 'not imported'
  /** Name of the source file, or what stands in its place. */
  readonly file: string
  readonly text: string
  /** How many statements it is about, where they are counted. */
  readonly statements?: number
}
