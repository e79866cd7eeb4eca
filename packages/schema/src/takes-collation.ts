/** Whether a type is a text by its name: PostgreSQL refuses a collation behind any other. */
export const takesCollation = (type: string): boolean => /char|text|enum|clob/i.test(type)
