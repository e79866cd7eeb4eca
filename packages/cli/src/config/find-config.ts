import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const names = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `mig.config.${ending}`)

/** The nearest configuration file, from a folder upwards; a package.json counts when it has a `"mig"` member. */
export function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name)
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"mig"') && hasMember(manifest)) return manifest
    if (dirname(folder) === folder) return undefined
  }
}

/** A package.json that does not parse is somebody else's problem. */
function hasMember(manifest: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
    return typeof value === 'object' && value !== null && 'mig' in value && typeof value.mig === 'object'
  } catch {
    return false
  }
}
