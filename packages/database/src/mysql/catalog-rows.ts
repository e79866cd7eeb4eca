/** The rows that `information_schema` answers, under the names that MySQL and MariaDB share. */
export interface TableRow {
  readonly TABLE_NAME: string
  readonly TABLE_TYPE: string
  readonly ENGINE: string | null
  readonly TABLE_COLLATION: string | null
  readonly CREATE_OPTIONS: string | null
  readonly TABLE_COMMENT: string
}

export interface ColumnRow {
  readonly TABLE_NAME: string
  readonly COLUMN_NAME: string
  readonly COLUMN_DEFAULT: string | null
  readonly IS_NULLABLE: string
  readonly COLUMN_TYPE: string
  readonly COLLATION_NAME: string | null
  readonly EXTRA: string
  readonly COLUMN_COMMENT: string
  readonly GENERATION_EXPRESSION: string | null
}

/** One column of an index. */
export interface IndexRow {
  readonly TABLE_NAME: string
  readonly INDEX_NAME: string
  readonly NON_UNIQUE: unknown
  readonly COLUMN_NAME: string | null
  /** `D` for a descending column. */
  readonly COLLATION: string | null
  readonly SUB_PART: unknown
  readonly INDEX_TYPE: string
  readonly INDEX_COMMENT: string
  /** MySQL 8: the expression of a functional part. */
  readonly EXPRESSION?: string | null
  /** MySQL 8. */
  readonly IS_VISIBLE?: string
  /** MariaDB 10.6. */
  readonly IGNORED?: string
}

/** One column of a foreign key. */
export interface ReferenceRow {
  readonly CONSTRAINT_NAME: string
  readonly TABLE_NAME: string
  readonly COLUMN_NAME: string
  readonly REFERENCED_TABLE_SCHEMA: string
  readonly REFERENCED_TABLE_NAME: string
  readonly REFERENCED_COLUMN_NAME: string
}

export interface RuleRow {
  readonly CONSTRAINT_NAME: string
  readonly TABLE_NAME: string
  readonly UPDATE_RULE: string
  readonly DELETE_RULE: string
}

export interface CheckRow {
  readonly TABLE_NAME: string
  readonly CONSTRAINT_NAME: string
  readonly CHECK_CLAUSE: string
  /** MySQL 8. */
  readonly ENFORCED?: string
}

export interface PartitionRow {
  readonly TABLE_NAME: string
  readonly PARTITION_NAME: string
  readonly SUBPARTITION_NAME: string | null
  readonly PARTITION_METHOD: string | null
  readonly PARTITION_EXPRESSION: string | null
  readonly PARTITION_DESCRIPTION: string | null
  readonly SUBPARTITION_METHOD: string | null
  readonly SUBPARTITION_EXPRESSION: string | null
}

export interface ViewRow {
  readonly TABLE_NAME: string
  readonly VIEW_DEFINITION: string
  readonly CHECK_OPTION: string
  readonly SECURITY_TYPE: string
}

export interface TriggerRow {
  readonly TRIGGER_NAME: string
  readonly EVENT_MANIPULATION: string
  readonly EVENT_OBJECT_TABLE: string
  readonly ACTION_ORDER: unknown
  readonly ACTION_STATEMENT: string
  readonly ACTION_TIMING: string
}

export interface RoutineRow {
  readonly ROUTINE_NAME: string
  readonly ROUTINE_TYPE: string
  readonly DTD_IDENTIFIER: string | null
  readonly ROUTINE_DEFINITION: string | null
  readonly IS_DETERMINISTIC: string
  readonly SQL_DATA_ACCESS: string
  readonly SECURITY_TYPE: string
  readonly ROUTINE_COMMENT: string
}

export interface ParameterRow {
  readonly SPECIFIC_NAME: string
  readonly ROUTINE_TYPE: string
  readonly PARAMETER_MODE: string
  readonly PARAMETER_NAME: string
  readonly DTD_IDENTIFIER: string
}

export interface EventRow {
  readonly EVENT_NAME: string
  readonly EVENT_DEFINITION: string
  readonly INTERVAL_VALUE: string | null
  readonly INTERVAL_FIELD: string | null
  readonly STATUS: string
  readonly ON_COMPLETION: string
}
