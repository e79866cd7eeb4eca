import type { ColumnDefinition } from './definitions.js'

/** Whether a new column has nothing for the rows that are there: it takes no NULL, has no default and is not numbered or generated. */
export const needsValue = ({ nullable, default: fallback, generated, autoIncrement, identity }: ColumnDefinition): boolean =>
  nullable === false && (fallback === undefined || fallback === null) && !generated && !autoIncrement && !identity
