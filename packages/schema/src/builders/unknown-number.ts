import { MigError } from '@mig/core'

/**
 * Stands where a builder gives the number of an inserted row and nobody knows it: offline, and where a half-done script is run again. Whoever
 * looks at it is told so.
 */
export const unknownNumber: object = new Proxy(
  {},
  {
    get: (_target, member) => {
      // what has an end of its own is waited for; this has none
      if (member === 'then') return undefined
      throw new MigError(
        'MIG_OPERATION_UNSUPPORTED',
        'the script uses the number of a row that it has inserted, and nobody knows it here',
        {
          hint: 'Read the row with a query of its own, or give it a number.',
        },
      )
    },
  },
)
