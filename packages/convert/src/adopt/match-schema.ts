import {
  countOf,
  catalogFingerprint,
  compareCatalogs,
  MigError,
  type AdoptionContext,
  type Catalog,
  type CatalogDifference,
  type Dialect,
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

/** What the database's own records say it is. */
export interface ExpectedSchema {
  /** Where it is in each repository. */
  readonly places: readonly RecordedPlace[]
  /** All of it in words: `5`, or `expand@5, contract@3`. */
  readonly version: string
  readonly heads: readonly RevisionId[]
  /** Without the old tools' tables. */
  readonly live: Catalog
  readonly onDrift: 'refuse' | 'list'
}

/** Where a database is in one repository. */
export interface RecordedPlace {
  readonly record: LegacyRecord
  /** `0` for none. */
  readonly version: string
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
  { places, version, heads, live, onDrift }: ExpectedSchema,
): Promise<SchemaMatch> {
  const certified = certifiedFingerprint(places, context.database.dialect)
  if (certified !== undefined && certified === catalogFingerprint(live)) {
    return { heads, evidence: `its schema has the certified fingerprint of version ${version}`, differences: [] }
  }
  const leftOut = oldTables(places.map(({ record }) => record))
  const differences = await compareWithReplay(context, leftOut, heads, live)
  if (differences.length === 0) return { heads, evidence: `its schema equals a replay of version ${version} on this server`, differences }
  for (const { sibling, instead } of siblingsAt(places)) {
    const alone = heads.map((head) => (head === instead ? sibling : head))
    if ((await compareWithReplay(context, leftOut, alone, live)).length > 0) continue
    const evidence = `of the changes of version ${version} its schema has ${sibling} alone, as a replay shows`
    return { heads: alone, evidence, differences: [] }
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

/** Of several repositories the certificate knows the order of its own proof alone, and databases have others. */
function certifiedFingerprint(places: readonly RecordedPlace[], dialect: Dialect): string | undefined {
  const [only, ...others] = places
  return others.length > 0 ? undefined : only?.record.certificates[dialect]?.fingerprints[only.version]
}

/** The changes of numbers that were written twice, where a database is at such a number. */
function siblingsAt(places: readonly RecordedPlace[]): readonly { readonly sibling: RevisionId; readonly instead: RevisionId | null }[] {
  return places.flatMap(({ record, version }) => {
    const entry = record.versions.find((one) => one.version === version)
    return (entry?.collision ?? []).map((sibling) => ({ sibling, instead: entry!.revision }))
  })
}

async function compareWithReplay(
  { database, repository, operations }: AdoptionContext,
  leftOut: readonly string[],
  heads: readonly RevisionId[],
  live: Catalog,
): Promise<readonly CatalogDifference[]> {
  const scratch = await database.scratch()
  try {
    const expected = await Replay.on(repository, scratch, operations, async (replay) => {
      await replay.to(heads)
      return replay.inspect()
    })
    return compareCatalogs(withoutTables(expected, leftOut), live)
  } finally {
    await scratch[Symbol.asyncDispose]()
  }
}

/** The tables of the old tools. */
export function oldTables(records: readonly Pick<LegacyRecord, 'source'>[]): readonly string[] {
  return [...new Set(records.flatMap(({ source }) => [source.versionTable, ...(source.bookkeeping?.beside ?? [])]))]
}

/** The old tools' own tables are no part of the schema. */
export function withoutTables(catalog: Catalog, names: readonly string[]): Catalog {
  return { ...catalog, tables: catalog.tables.filter((table) => !names.includes(table.name)) }
}
