import type { Catalog } from '../ports/catalog.js'
import type { TouchedObject } from '../ports/script.js'
import { catalogFingerprint } from '../catalog/fingerprint.js'
import type { JournalledStatement } from './journalled-statement.js'

/** `run`: the statement left no trace. `done`: its whole effect is there. `rebuild`: an invalid index must be dropped first. `rest`: a list of objects of which some are dropped already. `unknown`: the catalog cannot tell. */
export type InFlightDecision = 'run' | 'done' | 'rebuild' | 'rest' | 'unknown'

/**
 * Decides from the catalog what became of a statement that was announced and never reported.
 *
 * A statement is one unit to the server (single DDL statements are atomic on PostgreSQL, on MySQL 8 and on MariaDB 10.6
 * and later, by their manuals), so it has either run or not. A created object is there or not; for what changes
 * an object, the fingerprint noted before it is compared.
 *
 * @param before fingerprint that was noted with the intent; see {@link needsFingerprint}
 */
export function decideInFlight(
  statement: Pick<JournalledStatement, 'touches' | 'kind' | 'text'>,
  catalog: Catalog,
  before: string | undefined,
): InFlightDecision {
  if (statement.kind === 'control') {
    // The intent of a COMMIT is part of the transaction it ends: that it can be read means that the COMMIT succeeded.
    return /^\s*(commit|end)\b/i.test(statement.text) ? 'done' : 'run'
  }
  if (!needsFingerprint(statement.touches)) {
    const verdicts = statement.touches.map((touched) => verdictOf(touched, catalog))
    if (verdicts.includes('rebuild')) return 'rebuild'
    if (verdicts.every((verdict) => verdict === 'done')) return 'done'
    if (verdicts.every((verdict) => verdict === 'run')) return 'run'
    return restOfDrop(statement, catalog).length > 0 ? 'rest' : 'unknown'
  }
  if (before === undefined) return 'unknown'
  // A concurrent build without a name of its own: the invalid index it left is no trace of success.
  if (statement.touches.some((touched) => hasInvalidIndex(touched, catalog))) return 'rebuild'
  // What it changes in another schema is in no catalog of ours.
  if (statement.touches.some(({ action, name }) => action === 'alter' && name.includes('.'))) return 'unknown'
  return before === catalogFingerprint(catalog) ? 'run' : 'done'
}

/**
 * The objects of `DROP TABLE a, b, c` that are still there. MySQL and MariaDB drop a list one by one: a server that dies in the
 * middle has dropped its beginning (MariaDB's page on atomic DDL, "DROP TABLE").
 */
export function restOfDrop(statement: Pick<JournalledStatement, 'touches'>, catalog: Catalog): readonly TouchedObject[] {
  const isList = statement.touches.every(({ action, kind }) => action === 'drop' && (kind === 'table' || kind === 'view'))
  return isList ? statement.touches.filter((touched) => verdictOf(touched, catalog) === 'run') : []
}

/** True when presence or absence of the named objects does not tell whether the statement ran; a name in another schema is in no catalog of ours. */
export function needsFingerprint(touches: readonly TouchedObject[]): boolean {
  return (
    touches.length === 0 ||
    touches.some((touched) => touched.action === 'alter' || !observableKinds.has(touched.kind) || touched.name.includes('.'))
  )
}

const observableKinds: ReadonlySet<TouchedObject['kind']> = new Set(['table', 'index', 'view', 'sequence'])

function verdictOf(touched: TouchedObject, catalog: Catalog): 'run' | 'done' | 'rebuild' {
  const presence = presenceOf(touched, catalog)
  if (touched.action === 'create') return presence === 'invalid' ? 'rebuild' : presence === 'there' ? 'done' : 'run'
  return presence === 'absent' ? 'done' : 'run'
}

function hasInvalidIndex(touched: TouchedObject, catalog: Catalog): boolean {
  const same = (name: string) => name.toLowerCase() === touched.name.toLowerCase()
  const tables = touched.kind === 'table' ? catalog.tables.filter(({ name }) => same(name)) : []
  // REINDEX CONCURRENTLY builds `NAME_ccnew` beside the index.
  const builds = (name: string) => touched.kind === 'index' && same(name.replace(/_cc(?:new|old)\d*$/, ''))
  const indexes = [
    ...tables.flatMap((table) => table.indexes),
    ...catalog.tables.flatMap((table) => table.indexes.filter(({ name }) => builds(name))),
  ]
  return touched.action === 'alter' && indexes.some((index) => !index.valid)
}

function presenceOf(touched: TouchedObject, catalog: Catalog): 'there' | 'absent' | 'invalid' {
  const same = (name: string) => name === touched.name || name.toLowerCase() === touched.name.toLowerCase()
  if (touched.kind === 'index') {
    const index = catalog.tables
      .filter((table) => touched.table === undefined || table.name.toLowerCase() === touched.table.toLowerCase())
      .flatMap((table) => table.indexes)
      .find((candidate) => same(candidate.name))
    return index === undefined ? 'absent' : index.valid ? 'there' : 'invalid'
  }
  const list = touched.kind === 'table' ? catalog.tables : touched.kind === 'view' ? catalog.views : catalog.sequences
  return list.some((object) => same(object.name)) ? 'there' : 'absent'
}
