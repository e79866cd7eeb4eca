/** Objects of extensions come and go with them; they are not the schema's own. */
const ownedByExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`

/** The catalog of one schema (`$1`), one query per kind of object, whatever their number. */
export const catalogQueries = {
  tables: `
    SELECT c.oid::text AS oid, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence, obj_description(c.oid, 'pg_class') AS comment,
           array_to_string(c.reloptions, ', ') AS storage, c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
           c.relreplident AS replica_identity,
           CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
           CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
           (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parents,
           (SELECT json_object_agg(r.rulename, pg_get_ruledef(r.oid)) FROM pg_rewrite r WHERE r.ev_class = c.oid) AS rules,
           (SELECT json_object_agg(p.polname, concat_ws(' ', p.polcmd::text, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                     'USING ' || pg_get_expr(p.polqual, p.polrelid), 'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid)))
              FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f') AND NOT ${ownedByExtension('pg_class', 'c.oid')}`,
  columns: `
    SELECT c.oid::text AS owner, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
           pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated AS generated, a.attidentity AS identity,
           CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
           CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
           col_description(c.oid, a.attnum) AS comment,
           (SELECT concat_ws(' ', s.seqtypid::regtype, 'start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin, 'max', s.seqmax,
                     'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END)
              FROM pg_depend o JOIN pg_sequence s ON s.seqrelid = o.objid
             WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
               AND o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.deptype = 'i') AS identity_sequence
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f')
     ORDER BY c.oid, a.attnum`,
  constraints: `
    SELECT o.conrelid::text AS owner, o.conname AS name, o.contype AS kind, pg_get_constraintdef(o.oid) AS definition,
           o.confrelid::regclass::text AS referenced_table, f.relname AS referenced_name, f.relnamespace = o.connamespace AS same_schema,
           o.confupdtype AS on_update, o.confdeltype AS on_delete, o.confmatchtype AS match,
           o.condeferrable AS deferrable, o.condeferred AS deferred, o.convalidated AS validated,
           (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.conkey) WITH ORDINALITY k (number, place)
              JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.number) AS columns,
           (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.confkey) WITH ORDINALITY k (number, place)
              JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.number) AS referenced_columns
      FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace LEFT JOIN pg_class f ON f.oid = o.confrelid
     WHERE n.nspname = $1 AND o.conrelid <> 0 AND o.contype IN ('p', 'u', 'c', 'f', 'x')`,
  indexes: `
    SELECT i.indrelid::text AS owner, c.relname AS name, m.amname AS method, array_to_string(c.reloptions, ', ') AS storage,
           i.indisunique AS is_unique, i.indisvalid AND i.indisready AS valid, pg_get_expr(i.indpred, i.indrelid) AS predicate,
           coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct, pg_get_indexdef(c.oid) AS definition,
           (SELECT json_agg(concat_ws(' ', CASE WHEN k > i.indnkeyatts THEN 'INCLUDE' END, pg_get_indexdef(c.oid, k, false),
                     CASE WHEN k <= i.indnkeyatts AND i.indcollation[k - 1] NOT IN (0, coalesce(a.attcollation, 100)) THEN 'COLLATE ' || i.indcollation[k - 1]::regcollation::text END,
                     CASE WHEN k <= i.indnkeyatts AND NOT p.opcdefault THEN p.opcname END,
                     CASE WHEN k <= i.indnkeyatts THEN (ARRAY['DESC NULLS LAST', 'NULLS FIRST', 'DESC'])[nullif(i.indoption[k - 1] & 3, 0)] END) ORDER BY k)
              FROM generate_series(1, i.indnatts) k
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] AND a.attnum > 0
              LEFT JOIN pg_opclass p ON p.oid = CASE WHEN k <= i.indnkeyatts THEN i.indclass[k - 1] END) AS columns
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam
     WHERE n.nspname = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = c.oid AND o.contype IN ('p', 'u', 'x'))`,
  views: `
    SELECT c.oid::text AS oid, c.relname AS name, c.relkind AS kind, pg_get_viewdef(c.oid) AS definition, array_to_string(c.reloptions, ', ') AS options,
           obj_description(c.oid, 'pg_class') AS comment
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('v', 'm') AND NOT ${ownedByExtension('pg_class', 'c.oid')}`,
  sequences: `
    SELECT c.relname AS name, concat_ws(' ', s.seqtypid::regtype, 'start', s.seqstart, 'increment', s.seqincrement, 'min', s.seqmin,
             'max', s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END) AS definition
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND NOT EXISTS (SELECT 1 FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('a', 'i', 'e'))`,
  types: `
    SELECT t.typname AS name,
           CASE t.typtype
             WHEN 'e' THEN 'enum (' || (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid) || ')'
             WHEN 'd' THEN concat_ws(' ', 'domain', format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || t.typdefault,
               (SELECT string_agg(concat_ws(' ', o.conname, pg_get_constraintdef(o.oid)), ' ' ORDER BY o.conname) FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c'))
             WHEN 'r' THEN (SELECT 'range of ' || format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid)
             ELSE 'composite (' || coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
               FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
           END AS definition
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
     WHERE n.nspname = $1 AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND NOT ${ownedByExtension('pg_type', 't.oid')}`,
  routines: `
    SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name,
           CASE WHEN p.prokind = 'a' THEN (SELECT concat_ws(' ', 'aggregate', 'sfunc', g.aggtransfn, 'stype', format_type(g.aggtranstype, NULL),
             'finalfunc', nullif(g.aggfinalfn, 0), 'initcond ' || g.agginitval) FROM pg_aggregate g WHERE g.aggfnoid = p.oid)
             ELSE pg_get_functiondef(p.oid) END AS definition
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND NOT ${ownedByExtension('pg_proc', 'p.oid')}`,
  triggers: `
    SELECT c.relname AS owner, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS definition, t.tgenabled AS enabled
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND NOT t.tgisinternal`,
} as const
