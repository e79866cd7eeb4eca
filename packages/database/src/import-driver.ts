import { MigError } from '@mig/core'

/**
 * Imports a driver that is an optional peer, and only when a URL names it.
 *
 * @param load `() => import('pg')`: kept at the caller so that the module's own types stay
 * @throws {MigError} `MIG_PACKAGE_MISSING` with the install command
 */
export async function importDriver<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new MigError('MIG_PACKAGE_MISSING', `package '${name}' is not installed`, {
      details: { package: name },
      hint: `npm install ${name}`,
      cause: error,
    })
  }
}

/** A module that the driver itself lacks is another fault, and told as it is; a native part that was never built is the same one. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return error.message.includes(`'${name}'`)
  return error.message.includes('Could not locate the bindings file')
}
