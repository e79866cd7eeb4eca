/** The rows of {@link catalogQueries}. */
export interface TableRow {
  readonly oid: string
  readonly name: string
  readonly kind: 'r' | 'p' | 'f'
  readonly persistence: string
  readonly comment: string | null
  readonly storage: string | null
  readonly row_security: boolean
  readonly force_row_security: boolean
  readonly replica_identity: string
  readonly partition_key: string | null
  readonly partition_bound: string | null
  readonly parents: string | null
  readonly rules: Readonly<Record<string, string>> | null
  readonly policies: Readonly<Record<string, string>> | null
}

export interface ColumnRow {
  readonly owner: string
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly expression: string | null
  readonly generated: string
  readonly identity: string
  readonly collation: string | null
  readonly storage: string | null
  readonly comment: string | null
  readonly identity_sequence: string | null
}

export interface ConstraintRow {
  readonly owner: string
  readonly name: string
  readonly kind: 'p' | 'u' | 'c' | 'f' | 'x'
  readonly definition: string
  readonly referenced_table: string
  readonly referenced_name: string | null
  readonly same_schema: boolean | null
  readonly on_update: string
  readonly on_delete: string
  readonly match: string
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly validated: boolean
  readonly columns: readonly string[] | null
  readonly referenced_columns: readonly string[] | null
}

export interface IndexRow {
  readonly owner: string
  readonly name: string
  readonly method: string
  readonly storage: string | null
  readonly is_unique: boolean
  readonly valid: boolean
  readonly predicate: string | null
  readonly nulls_not_distinct: boolean
  readonly definition: string
  readonly columns: readonly string[]
}

export interface ViewRow {
  readonly oid: string
  readonly name: string
  readonly kind: 'v' | 'm'
  readonly definition: string
  readonly options: string | null
  readonly comment: string | null
}

export interface TriggerRow {
  readonly owner: string
  readonly name: string
  readonly definition: string
  readonly enabled: string
}
