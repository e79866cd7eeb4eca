import { foldKeyword, type Keywords, pairsOf } from '../fold-keyword.js'
import type { PreviousToken } from '../grammar.js'

/** Takes the case out of a keyword; a name is kept in the schema as it was written. */
export function foldWord(word: string, previous: PreviousToken | undefined): string {
  return foldKeyword(word, previous, keywords)
}

/**
 * The parser falls back to a name for the unreserved ones (parse.y, `%fallback`); types are ordinary names to it. CAST, RAISE and CURRENT_… may
 * be names as well, but are none in any schema.
 */
const keywords: Keywords = {
  reserved: new Set(
    (
      'add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct drop else ' +
      'escape except exists foreign from group having if in index insert intersect into is isnull join limit not notnull null on or order ' +
      'cast current_date current_time current_timestamp primary raise references returning select set table then to transaction union unique update using values when where'
    ).split(' '),
  ),
  unreserved: new Set(
    (
      'abort action after always analyze asc attach before begin by cascade column conflict cross current ' +
      'database deferred desc detach do each end exclude exclusive explain fail filter first following for ' +
      'full generated glob groups ignore immediate indexed initially inner instead key last left like match materialized natural no ' +
      'nothing nulls of offset others outer over partition plan pragma preceding query range recursive regexp reindex release rename ' +
      'replace restrict right rollback row rows savepoint stored strict temp temporary ties trigger unbounded vacuum view virtual window with ' +
      'without int integer bigint smallint tinyint text varchar char character varying nchar nvarchar clob blob real double float numeric ' +
      'decimal boolean bool date datetime timestamp time json any rowid'
    ).split(' '),
  ),
  beforeName: new Set(
    (
      'add all as attach column constraint distinct exists from index indexed into join on outer pragma references rename select table to ' +
      'trigger update view virtual window with'
    ).split(' '),
  ),
  pairs: pairsOf(
    ['(', 'abort fail ignore partition range recursive rollback rows with groups'],
    ['as', 'materialized'],
    ['on', 'conflict'],
    ['add rename', 'column'],
    ['update', 'cascade no of restrict'],
    ['with', 'recursive'],
  ),
  infix: new Set('end escape filter glob like match over regexp'.split(' ')),
}
