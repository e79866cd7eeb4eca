import { describe, it } from 'vitest'

/** A `describe` for what needs a program: skipped by name where it is absent, failing in CI. */
export function describeWherePresent(absence: string | undefined, name: string, tests: () => void): void {
  if (absence === undefined) describe(name, tests)
  else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('is there for the tests', () => {
        throw new Error(absence)
      })
    })
  } else describe.skip(`${name} (${absence})`, () => it('runs these tests'))
}
