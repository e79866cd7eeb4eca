import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MigError } from '@mig/core'

/**
 * The numbers that a `MANIFEST.json` beside the repository calls `code_only`: code that sends no SQL, such as a gate.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` when the manifest is no manifest
 */
export function readCodeOnly(location: string): ReadonlySet<string> {
  const file = join(location, 'MANIFEST.json')
  if (!existsSync(file)) return new Set()
  let manifest: unknown
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw unfit(file, `does not parse: ${(cause as Error).message}`, cause)
  }
  const versions = isRecord(manifest) ? (manifest['versions'] ?? []) : undefined
  if (!Array.isArray(versions) || !versions.every(isRecord)) throw unfit(file, "holds no list 'versions'")
  return new Set(versions.filter((entry) => entry['code_only'] === true).map((entry) => String(entry['version'])))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

function unfit(file: string, problem: string, cause?: unknown): MigError {
  return new MigError('MIG_CONVERT_SOURCE', `'${file}' ${problem}`, { details: { file }, cause, hint: 'Correct it, or move it away.' })
}
