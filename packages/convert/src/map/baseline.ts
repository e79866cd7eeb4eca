import { MigError } from '@mig/core'
import type { NumberLine, SourceVersion } from '../source/number-line.js'
import type { MapOptions } from './map-versions.js'

/** The numbers that a baseline takes in, and those above it; without a baseline all of them are above. */
export interface BaselineSplit {
  readonly below: readonly SourceVersion[]
  readonly rest: readonly SourceVersion[]
}

/**
 * Splits a number line at its baseline.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when there is no such number, or code below it
 */
export function splitAtBaseline({ versions }: NumberLine, mode: MapOptions['mode']): BaselineSplit {
  if (mode.kind === 'full') return { below: [], rest: versions }
  const at = versions.findIndex(({ version }) => version === mode.version)
  if (at < 0) {
    throw new MigError('MIG_CONVERT_SOURCE', `there is no version '${mode.version}' to end the baseline at`, {
      details: { version: mode.version },
      hint: `The source holds ${versions[0]?.version} to ${versions.at(-1)?.version}.`,
    })
  }
  const below = versions.slice(0, at + 1)
  refuseCode(below)
  return { below, rest: versions.slice(at + 1) }
}

/** A baseline is SQL alone: code cannot be joined with it, and what it sends is only known when it runs. */
function refuseCode(below: readonly SourceVersion[]): void {
  const strands = below.filter(({ isCodeOnly }) => !isCodeOnly).flatMap((version) => version.strands)
  const files = strands.flatMap(({ body }) => (body.kind === 'sql' ? [] : body.kind === 'code' ? [body.file] : body.files))
  if (files.length === 0) return
  throw new MigError('MIG_CONVERT_SOURCE', `a baseline holds SQL, and ${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} not`, {
    details: { files },
    hint: 'Convert in full (without --baseline), end the baseline below them, or write them as SQL first.',
  })
}
