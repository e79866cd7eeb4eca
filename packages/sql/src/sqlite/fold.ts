import { foldKeyword, type Keywords } from '../fold-keyword.js'
import type { PreviousToken } from '../grammar.js'

/** Takes the case out of a keyword; a name is kept in the schema as it was written. */
export function foldWord(word: string, previous: PreviousToken | undefined): string {
  return foldKeyword(word, previous, keywords)
}

/** The parser falls back to a name for the unreserved ones (parse.y, `%fallback`); types are ordinary names to it. */
const keywords: Keywords = {
  reserved: new Set(
    (
      'add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct drop else ' +
      'escape except exists foreign from group having if in index insert intersect into is isnull join limit not notnull null on or order ' +
      'primary references returning select set table then to transaction union unique update using values when where'
    ).split(' '),
  ),
  unreserved: new Set(
    (
      'abort action after always analyze asc attach before begin by cascade cast column conflict cross current current_date ' +
      'current_time current_timestamp database deferred desc detach do each end exclude exclusive explain fail filter first following for ' +
      'full generated glob groups ignore immediate indexed initially inner instead key last left like match materialized natural no ' +
      'nothing nulls of offset others outer over partition plan pragma preceding query raise range recursive regexp reindex release rename ' +
      'replace restrict right rollback row rows savepoint stored strict temp temporary ties trigger unbounded vacuum view virtual window with ' +
      'without int integer bigint smallint tinyint text varchar char character varying nchar nvarchar clob blob real double float numeric ' +
      'decimal boolean bool date datetime timestamp time json any rowid'
    ).split(' '),
  ),
}
