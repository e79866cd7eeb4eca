import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MigError } from '@mig/core'

/**
 * Imports a package of the user's project, as a script of it finds it.
 *
 * @throws {MigError} `MIG_PACKAGE_MISSING`
 */
export async function importInstalled(name: string, script: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const place = createRequire(script).resolve(name)
    return (await import(pathToFileURL(place).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw new MigError('MIG_PACKAGE_MISSING', `the package '${name}' is not installed, and ${script} is written for it`, {
      details: { package: name, file: script },
      cause,
      hint: `Run: npm install ${name}`,
    })
  }
}
