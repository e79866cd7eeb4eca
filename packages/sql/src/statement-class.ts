/** What a statement is, as far as its text tells. */
export interface StatementClass {
  /** Its first words: `CREATE UNIQUE INDEX`, `INSERT`. */
  readonly keyword: string
  /** False when the server refuses it inside a transaction, or it has no effect there. */
  readonly transactional: boolean
  /** True when it begins or ends a transaction. */
  readonly controlsTransaction: boolean
  /** True for DDL: on MySQL everything that commits implicitly. */
  readonly definesSchema: boolean
  readonly touches: readonly TouchedName[]
}

/** An object that a statement creates, changes or drops. */
export interface TouchedName {
  readonly action: 'create' | 'alter' | 'drop'
  readonly kind: 'table' | 'index' | 'view' | 'trigger' | 'routine' | 'sequence' | 'type' | 'schema' | 'other'
  /** Unquoted, without its schema. */
  readonly name: string
  readonly table?: string
}

/** The significant pieces of a statement, for classification. */
export interface StatementWord {
  /** In capitals for an unquoted word, an operator as it is, `''` for a literal. */
  readonly word: string
  /** The unquoted name of a word or a quoted identifier; `undefined` for anything else. */
  readonly name: string | undefined
}

/** What a dialect says of a statement. The touched objects are found the same way everywhere. */
export type Classifier = (
  words: readonly StatementWord[],
) => Pick<StatementClass, 'transactional' | 'controlsTransaction' | 'definesSchema'>
