import type { Session } from '@mig/core'
import { doBlock } from './do-block.js'

/** Numbers a column as `serial` does, from behind the highest number that is there. */
export function numberColumn(session: Session, table: string, column: string): string {
  const [place, name] = [session.quote(table), session.quote(column)]
  const sequence = session.quote(`${table}_${column}_seq`)
  return doBlock(`BEGIN
  EXECUTE ${session.literal(`CREATE SEQUENCE ${sequence} AS `)} || (SELECT format_type(atttypid, NULL) ${attribute(session, table, column)}) || ${session.literal(` OWNED BY ${place}.${name}`)};
  ALTER TABLE ${place} ALTER COLUMN ${name} SET DEFAULT nextval(${session.literal(sequence)});
  PERFORM setval(${session.literal(sequence)}, coalesce(max(${name}), 0) + 1, false) FROM ${place};
END`)
}

/** Takes the numbers of a column away, those of `serial` with their sequence, those of an identity. */
export function unnumberColumn(session: Session, table: string, column: string): string {
  const [place, name] = [session.quote(table), session.quote(column)]
  return doBlock(`DECLARE
  numbers text := pg_get_serial_sequence(${session.literal(place)}, ${session.literal(column)});
BEGIN
  IF (SELECT attidentity <> '' ${attribute(session, table, column)}) THEN
    ALTER TABLE ${place} ALTER COLUMN ${name} DROP IDENTITY;
  ELSIF numbers IS NOT NULL THEN
    ALTER TABLE ${place} ALTER COLUMN ${name} DROP DEFAULT;
    EXECUTE 'DROP SEQUENCE ' || numbers;
  END IF;
END`)
}

/** The sequence of `serial` stays one of the old type, and would end at its last number. */
export function widenNumbers(session: Session, table: string, column: string, type: string): string {
  return doBlock(`DECLARE
  numbers text := pg_get_serial_sequence(${session.literal(session.quote(table))}, ${session.literal(column)});
BEGIN
  IF numbers IS NOT NULL AND (SELECT attidentity = '' ${attribute(session, table, column)}) THEN
    EXECUTE 'ALTER SEQUENCE ' || numbers || ${session.literal(` AS ${type}`)};
  END IF;
END`)
}

const attribute = (session: Session, table: string, column: string): string =>
  `FROM pg_attribute WHERE attrelid = ${session.literal(session.quote(table))}::regclass AND attname = ${session.literal(column)}`
