import { MigError } from '@mig/core'
import { normaliseNumber } from '../source/order.js'
import { numberedFormats, presets } from '../source/presets.js'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'
import { upTo } from './read-old-state.js'

/**
 * Finds the state of a database whose old tool records every version: the last one, when nothing before it is missing.
 *
 * @returns `undefined` when none is recorded
 * @throws {MigError} `MIG_ADOPT_UNKNOWN` for versions that were not converted, `MIG_ADOPT_HOLES` when one before the last is missing,
 * `MIG_ADOPT_BELOW` below a baseline
 */
export function lookUpSet(record: LegacyRecord, recorded: readonly string[]): LegacyVersion | undefined {
  const { versions, source } = record
  const tool = toolName(record)
  const keyOf = source.bookkeeping?.recorded === 'version' ? (text: string) => normaliseNumber('components', text) : (text: string) => text
  const places = new Map(versions.map((entry, at) => [keyOf(entry.recorded ?? entry.version), at]))
  const has = new Set<number>()
  const unknown: string[] = []
  for (const key of recorded) {
    const at = places.get(keyOf(key.replace(upTo, '')))
    if (at === undefined) unknown.push(key)
    else if (key.startsWith(upTo)) for (let below = 0; below <= at; below++) has.add(below)
    else has.add(at)
  }
  if (unknown.length > 0) {
    throw new MigError('MIG_ADOPT_UNKNOWN', `'${source.versionTable}' has what was not in the converted repository: ${list(unknown)}`, {
      details: { versionTable: source.versionTable, unknown },
      hint: 'Convert the repository that has them, or restore their files there first; nothing was changed.',
    })
  }
  const last = Math.max(-1, ...has)
  // a number that does nothing and became no revision is missed by nobody
  const missing = versions.slice(0, last).filter((entry, at) => !has.has(at) && !entry.dropped)
  const entry = versions[last]
  if (!entry) return undefined
  if (missing.length > 0) {
    const names = missing.map(({ version }) => version)
    throw new MigError('MIG_ADOPT_HOLES', `the database is at '${entry.version}' and lacks ${list(names)} before it`, {
      details: { version: entry.version, missing: names },
      hint: `No point of the graph is like that. Run what is missing with ${tool} and the old repository first, then run the command again; nothing was changed.`,
    })
  }
  if (entry.belowBaseline && record.mode.kind === 'baseline') {
    const baseline = record.mode.version
    throw new MigError('MIG_ADOPT_BELOW', `the database is at '${entry.version}', below the baseline '${baseline}'`, {
      details: { version: entry.version, baseline, tool },
      hint: `Bring it to '${baseline}' with ${tool} and the old repository first, then run the command again.`,
    })
  }
  return entry
}

/** The old tool, as its users call it. */
export function toolName({ source: { format } }: LegacyRecord): string {
  if (format === 'mig') return 'mig in linear mode'
  return [...presets, ...numberedFormats].find(({ name }) => name === format)?.title ?? format
}

const list = (names: readonly string[]): string =>
  names
    .slice(0, 10)
    .map((name) => `'${name}'`)
    .join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '')
