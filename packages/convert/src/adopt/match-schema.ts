import {
  countOf,
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
import type { LegacyRecord } from '../write/legacy-record.js'

/** What a database was recognised as. */
export interface SchemaMatch {
  readonly heads: readonly RevisionId[]
  /** How it was checked, for the journal. */
  readonly evidence: string
  /** Empty where the schema is the expected one. */
  readonly differences: readonly CatalogDifference[]
}

/** What a database's own record says it is. */
export interface ExpectedSchema {
  readonly version: string
  readonly heads: readonly RevisionId[]
  /** Without the old tool's tables. */
  readonly live: Catalog
  readonly onDrift: 'refuse' | 'list'
}

/**
 * Checks that a live schema is what its old version must have made.
 *
 * The certificate is asked first. Where it is absent or says otherwise (another server version spells a default
 * otherwise), the graph is replayed on a scratch database of the same server: that is the truth. At a number that was
 * written twice, a database may have run one of the two changes: it is adopted at that one.
 *
 * @throws {MigError} `MIG_ADOPT_DRIFT` listing the differences, unless they are asked for
 */
export async function matchSchema(
  context: AdoptionContext,
  record: LegacyRecord,
  { version, heads, live, onDrift }: ExpectedSchema,
): Promise<SchemaMatch> {
  const certified = record.certificates[context.database.dialect]?.fingerprints[version]
  if (certified !== undefined && certified === catalogFingerprint(live)) {
    return { heads, evidence: `its schema has the certified fingerprint of version ${version}`, differences: [] }
  }
  const differences = await compareWithReplay(context, record, heads, live)
  if (differences.length === 0) return { heads, evidence: `its schema equals a replay of version ${version} on this server`, differences }
  for (const sibling of record.versions.find((entry) => entry.version === version)?.collision ?? []) {
    if ((await compareWithReplay(context, record, [sibling], live)).length > 0) continue
    const evidence = `of the changes of version ${version} its schema has ${sibling} alone, as a replay shows`
    return { heads: [sibling], evidence, differences: [] }
  }
  if (onDrift === 'list') {
    return {
      heads,
      evidence: `its schema differs from a replay of version ${version} in ${countOf(differences.length, 'place')}`,
      differences,
    }
  }
  const sides = { left: `at version ${version}`, right: 'in the database' }
  throw new MigError(
    'MIG_ADOPT_DRIFT',
    `the database says version ${version}, and its schema is another: ${describeDifferences(differences, sides)}`,
    {
      details: { version, differences },
      hint: 'Repair the differences, then run the command again; or take it over as it is: mig adopt --accept-drift --reason TEXT. Nothing was changed.',
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
