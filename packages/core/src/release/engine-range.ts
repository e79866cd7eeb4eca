import { MigError } from '../errors/mig-error.js'
import { engineVersion } from '../version.js'

/**
 * Refuses to work with an engine that a project was not written for.
 *
 * @param range semver, from the configuration's `engine`: `'>=1.2'`
 * @throws {MigError} `MIG_ENGINE_TOO_OLD`, `MIG_CONFIG_INVALID` when it is no range
 */
export async function checkEngine(range: string): Promise<void> {
  const [{ default: validRange }, { default: satisfies }] = await Promise.all([
    import('semver/ranges/valid.js'),
    import('semver/functions/satisfies.js'),
  ])
  if (validRange(range) === null) {
    throw new MigError('MIG_CONFIG_INVALID', `'engine' is no range of versions: '${range}'`, {
      details: { engine: range },
      hint: "Write a semver range, for example '>=1.2'.",
    })
  }
  if (satisfies(engineVersion, range, { includePrerelease: true })) return
  throw new MigError('MIG_ENGINE_TOO_OLD', `this project asks for mig ${range}, and this is ${engineVersion}`, {
    details: { engine: range, version: engineVersion },
    hint: `Run: npm install --save-dev "@mig/cli@${range}"`,
  })
}
