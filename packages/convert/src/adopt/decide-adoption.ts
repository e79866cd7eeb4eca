import {
  catalogFingerprint,
  compareCatalogs,
  isMigError,
  MigError,
  type AdoptionContext,
  type AdoptionDecision,
  type Catalog,
  type RevisionId,
} from '@mig/core'
import { describe } from '../prove/prove-conversion.js'
import { Replay } from '../prove/replay.js'
import { readLegacyRecord, type LegacyRecord, type LegacyVersion } from '../write/legacy-record.js'

/**
 * Decides what to do with a database that only the old tool knows. Changes nothing.
 *
 * The old row is read by repository id, its number is looked up in the conversion record, and the live schema is compared
 * with the certificate; where that is absent or differs (another server version spells a default otherwise), with a
 * replay of the graph on a scratch database of the same server. Never stamps unseen.
 *
 * @throws {MigError} `MIG_ADOPT_…`
 */
export async function decideAdoption(context: AdoptionContext): Promise<AdoptionDecision> {
  const { repository, database, session } = context
  if (repository.legacyRecord === undefined) return { kind: 'none' }
  const record = readLegacyRecord(repository.legacyRecord)
  const { versionTable, repositoryId } = record.source
  const found = await readOldRow(context, versionTable, repositoryId)
  const live = withoutTable(await database.inspect(session), versionTable)
  const isEmpty = live.tables.length === 0 && live.views.length === 0
  if (found === undefined || found.row === undefined) {
    if (isEmpty) return { kind: 'none' }
    const others = found && found.others.length > 0 ? `, only ${found.others.map((id) => `'${id}'`).join(', ')}` : ''
    throw new MigError(
      'MIG_ADOPT_UNVERSIONED',
      `the database has ${live.tables.length} table(s) and no version row of '${repositoryId}'${others}`,
      {
        details: { repositoryId, versionTable, others: found?.others ?? [] },
        hint: 'Find out which version its schema is, then record it: mig stamp REVISION',
      },
    )
  }
  const { version } = found.row
  if (version === null)
    throw new MigError('MIG_ADOPT_UNKNOWN', `'${versionTable}' holds no number for '${repositoryId}' (NULL)`, {
      details: { versionTable, repositoryId },
      hint: 'Repair the row with the old tool, or record a revision: mig stamp REVISION',
    })
  const number = String(version)
  if (number === '0') {
    if (isEmpty) return { kind: 'none' }
    throw new MigError('MIG_ADOPT_UNVERSIONED', `'${versionTable}' says version 0, and the database has ${live.tables.length} table(s)`, {
      details: { versionTable, version: 0 },
      hint: 'Find out which version its schema is, then record it: mig stamp REVISION',
    })
  }
  const entry = lookUp(record, number)
  const heads = entry.revision === null ? [] : [entry.revision]
  const evidence = await compareSchema(context, record, entry, heads, live)
  return { kind: 'adopt', table: versionTable, version: number, heads, evidence }
}

interface OldRow {
  readonly row: { readonly version: number | string | bigint | null } | undefined
  readonly others: readonly string[]
}

/** `undefined` when the old tool's table does not exist. */
async function readOldRow({ session }: AdoptionContext, table: string, repositoryId: string): Promise<OldRow | undefined> {
  const [id, version] = [session.quote('repository_id'), session.quote('version')]
  try {
    const rows = await session.query<{ readonly repository_id: string; readonly version: number | string | bigint | null }>(
      `SELECT ${id} AS ${id}, ${version} AS ${version} FROM ${session.quote(table)} ORDER BY ${id}`,
    )
    return {
      row: rows.find((row) => row.repository_id === repositoryId),
      others: rows.map((row) => row.repository_id).filter((other) => other !== repositoryId),
    }
  } catch (error) {
    if (!isMigError(error, 'MIG_STATEMENT_FAILED')) throw error
    if (error.details['reason'] === 'table-missing') return undefined
    throw new MigError('MIG_ADOPT_UNKNOWN', `the table '${table}' is no version table of the old tool: ${error.message}`, {
      details: { table },
      cause: error,
      hint: 'Look at the table; nothing was changed.',
    })
  }
}

function lookUp(record: LegacyRecord, number: string): LegacyVersion {
  const entry = record.versions.find(({ version }) => version === number)
  const last = record.versions.at(-1)!.version
  if (entry?.belowBaseline) {
    const baseline = record.mode.kind === 'baseline' ? record.mode.version : last
    throw new MigError('MIG_ADOPT_BELOW', `the database is at version ${number}, below the baseline ${baseline}`, {
      details: { version: number, baseline },
      hint: `Bring it to ${baseline} with the old repository first, then run the command again.`,
    })
  }
  if (entry) return entry
  if (Number(number) > Number(last)) {
    throw new MigError('MIG_ADOPT_ABOVE', `the database is at version ${number}, above the last converted one, ${last}`, {
      details: { version: number, last },
      hint: 'Convert the newer repository, then run the command again.',
    })
  }
  throw new MigError('MIG_ADOPT_UNKNOWN', `version ${number} of the database was not in the converted repository`, {
    details: { version: number },
    hint: 'Bring it to a version that was, with the old repository.',
  })
}

async function compareSchema(
  context: AdoptionContext,
  record: LegacyRecord,
  entry: LegacyVersion,
  heads: readonly RevisionId[],
  live: Catalog,
): Promise<string> {
  const { database, repository, operations } = context
  const certified = record.certificates[database.dialect]?.fingerprints[entry.version]
  if (certified === catalogFingerprint(live)) return `its schema has the certified fingerprint of version ${entry.version}`
  const scratch = await database.scratch()
  try {
    const expected = await Replay.on(repository, scratch, operations, async (replay) => {
      await replay.to(heads)
      return replay.inspect()
    })
    const differences = compareCatalogs(withoutTable(expected, record.source.versionTable), live)
    if (differences.length === 0) return `its schema equals a replay of version ${entry.version} on this server`
    throw new MigError(
      'MIG_ADOPT_DRIFT',
      `the database says version ${entry.version}, and its schema is another: ${describe(differences)}`,
      {
        details: { version: entry.version, differences },
        hint: 'Left is what the version makes, right is the database. Repair the differences, then run the command again; nothing was changed.',
      },
    )
  } finally {
    await scratch[Symbol.asyncDispose]()
  }
}

/** The old tool's own table is no part of the schema. */
function withoutTable(catalog: Catalog, name: string): Catalog {
  return { ...catalog, tables: catalog.tables.filter((table) => table.name !== name) }
}
