import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { listFiles } from './list-files.js'
import { numberedFormats } from './presets.js'

/** A numbered repository that was found: where, and whose it is. */
export interface LocatedNumbered {
  readonly folder: string
  readonly name: (typeof numberedFormats)[number]['name']
  /** Its sign, as it was found below the named folder. */
  readonly sign: string
}

/** The numbered repositories in a folder: the folder itself, or else those below it. */
export function findNumbered(source: string): readonly LocatedNumbered[] {
  const root = resolve(source)
  const own = numberedFormats.find(({ sign }) => existsSync(join(root, sign)))
  if (own) return [{ folder: root, name: own.name, sign: own.sign }]
  const found = new Map<string, LocatedNumbered>()
  for (const { path, place } of listFiles(root)) {
    const format = numberedFormats.find(({ sign }) => path.endsWith(`/${sign}`))
    // mig.cfg.json counts where both are there
    if (format && (format.name === 'mig' || !found.has(dirname(place))))
      found.set(dirname(place), { folder: dirname(place), name: format.name, sign: path })
  }
  return [...found.values()]
}

/**
 * The folder of the one numbered repository in a folder; the folder itself where there is none, for its reader to say so.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when there are several
 */
export function locateNumbered(source: string): string {
  const [first, ...others] = findNumbered(source)
  if (!first || others.length === 0) return first?.folder ?? resolve(source)
  const folders = [first, ...others].map(({ folder }) => folder)
  throw new MigError(
    'MIG_CONVERT_SOURCE',
    `there are ${folders.length} numbered repositories below '${resolve(source)}': ${folders.join(', ')}`,
    {
      details: { folders },
      hint: 'Name one of them.',
    },
  )
}
