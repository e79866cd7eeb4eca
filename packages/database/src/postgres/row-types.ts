import type { CustomTypesConfig } from 'pg'

const date = 1082
const timestamp = 1114

/**
 * How values of rows are read. As the driver does, so `bigint` and `numeric` are texts, except that a `timestamp`
 * is taken as UTC, like the dates that are sent, and a `date` stays a text: the driver would shift both by the local time zone.
 */
export const rowTypes = (fallback: CustomTypesConfig): CustomTypesConfig => ({
  getTypeParser: (oid, format) => {
    if (format === 'binary') return fallback.getTypeParser(oid, format)
    if (oid === date) return (text: string) => text
    if (oid === timestamp) return parseTimestamp
    return fallback.getTypeParser(oid, format)
  },
})

/** `infinity` and years that ISO 8601 writes otherwise stay texts. */
const parseTimestamp = (text: string): Date | string =>
  /^\d{4}-\d{2}-\d{2} [\d:.]+$/.test(text) ? new Date(`${text.replace(' ', 'T')}Z`) : text
