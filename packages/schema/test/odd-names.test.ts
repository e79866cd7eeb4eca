import { describe, expect, it } from 'vitest'
import type { Session } from '@mig/core'
import { connect } from '@mig/database'
import { reverseOf, runOperation, type Operation } from '../src/index.js'
import { databases } from '../../../test/support/servers.js'
import { scenarios, schemaBefore } from './scenarios.js'

/** What closes a name, a literal or a statement, and a word of SQL. */
const odd = (name: string): string => `${name} "'\`;--$$ [Table]`

const named: ReadonlySet<string> = new Set(
  [...schemaBefore, ...scenarios.flatMap(({ operation, before = [] }) => [operation, ...before])].flatMap((operation) =>
    namesIn(operation),
  ),
)

/** Names of tables, constraints, indexes and types; columns stand in expressions, which are SQL as it is. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    typeof member === 'string' && (key === 'table' || (key === 'name' && !isColumnName(value))) ? [member] : namesIn(member),
  )
}

function isColumnName(value: object): boolean {
  return 'kind' in value && String(value.kind).endsWith('Column')
}

function withOddNames<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withOddNames) as Value
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => {
      const isName = key === 'table' || (key === 'name' && !isColumnName(value))
      return [key, isName && typeof member === 'string' && named.has(member) ? odd(member) : withOddNames(member)]
    }),
  ) as Value
}

for (const server of databases) {
  describe(`an operation on names that are nearly SQL on ${server.name}`, () => {
    const fit = scenarios.filter(({ operation, refused }) => {
      const isSql = operation.kind === 'execute' || operation.kind === 'createView' || operation.kind === 'dropView'
      return refused?.[server.dialect] === undefined && !isSql
    })
    for (const { title, operation, before = [], noWayBack } of fit) {
      it(title, async () => {
        const created = await server.create()
        try {
          await using database = await connect(created.url)
          await using session = await database.session()
          await run(session, [...schemaBefore, ...before].map(withOddNames))
          const start = await database.inspect(session)
          expect(start.tables.map(({ name }) => name)).toContain(odd('item'))
          await run(session, [withOddNames(operation)])
          if (noWayBack !== undefined) return
          await run(session, [reverseOf(withOddNames(operation))])
          expect(await database.inspect(session)).toEqual(start)
        } finally {
          await created.dispose()
        }
      })
    }
  })
}

async function run(session: Session, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await runOperation(session, operation)
}
