import type { Session } from '@mig/core'
import { doBlock } from './do-block.js'
import { hasDoubleKeys, isWrittenOtherwise, lossOf } from './refuse-loss.js'

/**
 * The look for what a new type would lose, for a script that runs later: a statement that fails where there are such rows. The old type is
 * the one that the server finds then.
 */
export function guardLoss(session: Session, table: string, column: string, type: string): string {
  const [name, from] = [session.quote(column), session.quote(table)]
  const select = `SELECT count(*), min(${name}::text) FROM ${from} WHERE `
  const [head, tail] = lossOf(name, oldType, type).split(oldType)
  const look = /^"?jsonb"?$/i.test(type)
    ? `EXECUTE ${session.literal(select + hasDoubleKeys(name))} INTO lost, example;`
    : `EXECUTE ${session.literal(select + head!)} || old || ${session.literal(tail!)} INTO lost, example;`
  return doBlock(`DECLARE
  old text := (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = ${session.literal(from)}::regclass AND attname = ${session.literal(column)});
  lost bigint := 0;
  example text;
BEGIN
  BEGIN
    ${look}
  EXCEPTION WHEN others THEN
    BEGIN
      EXECUTE ${session.literal(select + isWrittenOtherwise(name, type))} INTO lost, example;
    EXCEPTION WHEN others THEN
      lost := 0; -- there is no such conversion: ALTER TABLE says so
    END;
  END;
  IF lost > 0 THEN
    RAISE EXCEPTION USING MESSAGE = ${session.literal(`mig: '${table}.${column}': not every value of `)} || old || ${session.literal(` is one of ${type}`)} || format(' (%s %s, for example %L)', lost, CASE lost WHEN 1 THEN 'row' ELSE 'rows' END, left(example, 60));
  END IF;
END`)
}

/** Nothing in a quoted name or a type can look like it. */
const oldType = '\0old\0'
