import { readFileSync } from 'node:fs'
import { MigError, type RevisionGraph } from '@mig/core'

/**
 * After a conversion people still type the old numbers: a target of digits that names no revision is looked up in the
 * conversion record. Everything else passes unchanged.
 *
 * @throws {MigError} `MIG_TARGET_UNKNOWN` for a number that was never converted
 */
export async function legacyTarget(target: string, graph: RevisionGraph, record: string | undefined): Promise<string> {
  if (record === undefined || !/^\d+$/.test(target) || graph.ids().some((id) => id.startsWith(target))) return target
  const number = target.replace(/^0+(?=\d)/, '')
  if (number === '0') return 'base'
  const { versions } = JSON.parse(readFileSync(record, 'utf8')) as {
    readonly versions: readonly { readonly version: string; readonly revision?: string | null }[]
  }
  const entry = versions.find(({ version }) => version === number)
  if (entry?.revision) return entry.revision
  throw new MigError('MIG_TARGET_UNKNOWN', `no revision, label or converted version '${target}'`, {
    details: { target },
    hint: `The last converted version is ${versions.at(-1)?.version ?? 'none'}.`,
  })
}
