import type { Dialect } from '@mig/core'
import type { DialectSchema } from './dialect-schema.js'
import { schema as mysql } from './mysql/schema.js'
import { schema as postgres } from './postgres/schema.js'
import { schema as sqlite } from './sqlite/schema.js'

/** What each dialect contributes. */
export const dialectSchemas: Readonly<Record<Dialect, DialectSchema>> = { postgres, mysql, sqlite }
