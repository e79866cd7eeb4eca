import {
  catalogFingerprint,
  compareCatalogs,
  MigError,
  type AdoptionContext,
  type Catalog,
  type CatalogDifference,
  type RevisionId,
} from '@mig/core'
import { describeDifferences } from '../prove/describe-differences.js'
import { Replay } from '../prove/replay.js'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'

/** What a database was recognised as. */
export interface SchemaMatch {
  readonly heads: readonly RevisionId[]
  /** How it was checked, for the journal. */
  readonly evidence: string
}

/**
 * Checks that a live schema is what its old number must have made.
 *
 * The certificate is asked first. Where it is absent or says otherwise (another server version spells a default
 * otherwise), the graph is replayed on a scratch database of the same server: that is the truth. At a number that was
 * written twice, a database may have run one of the two changes: it is adopted at that one.
 *
 * @throws {MigError} `MIG_ADOPT_DRIFT` listing the differences
 */
export async function matchSchema(
  context: AdoptionContext,
  record: LegacyRecord,
  entry: LegacyVersion,
  live: Catalog,
): Promise<SchemaMatch> {
  const heads = entry.revision === null ? [] : [entry.revision]
  const certified = record.certificates[context.database.dialect]?.fingerprints[entry.version]
  if (certified !== undefined && certified === catalogFingerprint(live)) {
    return { heads, evidence: `its schema has the certified fingerprint of version ${entry.version}` }
  }
  const differences = await compareWithReplay(context, record, heads, live)
  if (differences.length === 0) return { heads, evidence: `its schema equals a replay of version ${entry.version} on this server` }
  for (const sibling of entry.collision ?? []) {
    if ((await compareWithReplay(context, record, [sibling], live)).length > 0) continue
    return { heads: [sibling], evidence: `of the changes of version ${entry.version} its schema has ${sibling} alone, as a replay shows` }
  }
  const sides = { left: `at version ${entry.version}`, right: 'in the database' }
  throw new MigError(
    'MIG_ADOPT_DRIFT',
    `the database says version ${entry.version}, and its schema is another: ${describeDifferences(differences, sides)}`,
    {
      details: { version: entry.version, differences },
      hint: 'Repair the differences, then run the command again; nothing was changed.',
    },
  )
}

async function compareWithReplay(
  { database, repository, operations }: AdoptionContext,
  record: LegacyRecord,
  heads: readonly RevisionId[],
  live: Catalog,
): Promise<readonly CatalogDifference[]> {
  const scratch = await database.scratch()
  try {
    const expected = await Replay.on(repository, scratch, operations, async (replay) => {
      await replay.to(heads)
      return replay.inspect()
    })
    return compareCatalogs(withoutTables(expected, oldTables(record)), live)
  } finally {
    await scratch[Symbol.asyncDispose]()
  }
}

/** The tables of the old tool. */
export function oldTables({ source }: LegacyRecord): readonly string[] {
  return [source.versionTable, ...(source.bookkeeping?.beside ?? [])]
}

/** The old tool's own tables are no part of the schema. */
export function withoutTables(catalog: Catalog, names: readonly string[]): Catalog {
  return { ...catalog, tables: catalog.tables.filter((table) => !names.includes(table.name)) }
}
