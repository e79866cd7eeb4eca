import type { Dialect } from '@mig/core'
import type { Random } from './seeded-random.js'

/** Statements that run in any order behind `opening`; `@` becomes a number of its own for each. */
const statements: Readonly<Record<Dialect, readonly string[]>> = {
  // No E'…' string that goes on in another line: psql reads line by line and takes its second part for a plain string.
  postgres: [
    `CREATE TABLE "t;@" (id int, "a""b;" text DEFAULT 'it''s; @')`,
    `INSERT INTO log VALUES (@, 'a;''b -- no /* nor this'), (@, E'it\\'s; \\\\'), (@, U&'x\\003b;'), (@, $$;'$$), (@, $q$ $$;$$ $q$)`,
    `CREATE FUNCTION f@() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; /* ' */ -- don't\n END $body$`,
    `CREATE FUNCTION g@() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN @ END AS last; END`,
    `DO $x$ BEGIN INSERT INTO log VALUES (@, ';'); EXECUTE $y$ SELECT ';' $y$; END $x$`,
    `CREATE RULE r@ AS ON DELETE TO gone DO ALSO (INSERT INTO log VALUES (@, 'gone;'); INSERT INTO log VALUES (@, 'twice'))`,
    `INSERT INTO log SELECT @, /* ; /* ; ' */ " */ 'x' -- ;\n 'y;'\n WHERE 1 - -1 = 2`,
    `BEGIN; INSERT INTO log VALUES (@, 'kept;'); COMMIT`,
    `CREATE VIEW "v;@" AS SELECT n AS "end;", CASE WHEN n > 1 THEN 2 END AS two FROM log`,
    `INSERT INTO log VALUES (@, 'a' -- c;\n'b; ''c')`,
    `INSERT INTO log VALUES (@, E'it\\'s; \\' /* ; '), (@, 'C:\\')`,
  ],
  mysql: [
    "CREATE TABLE `t;@` (id int, `a``b;` varchar(20) DEFAULT 'it\\'s; @' COMMENT \"c;\")",
    `INSERT INTO log VALUES (@, 'a;''b -- no /* nor'), (@, "it's; \\"x"), (@, '\\\\'), (5--@, '# ;')`,
    `DELIMITER $$\nCREATE PROCEDURE p@(n int)\nBEGIN\n  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;\n  IF n THEN INSERT INTO log VALUES (@, 'in;'); END IF;\n  CASE n WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE;\nEND$$\nDELIMITER ;\nCALL p@(1)`,
    `DELIMITER //\nCREATE TRIGGER g@ BEFORE INSERT ON gone FOR EACH ROW BEGIN SET NEW.n = IF(NEW.n > 1, 2, 3); END//\nDELIMITER ;\nINSERT INTO gone VALUES (@)`,
    `delimiter ;;\nCREATE FUNCTION f@(n int) RETURNS int DETERMINISTIC l: BEGIN WHILE n > 0 DO SET n = n - 1; END WHILE; RETURN n; END;;\ndelimiter ;\nDO f@(1)`,
    `/*!40101 INSERT INTO log VALUES (@, 'version;') */`,
    `/*!99999 INSERT INTO log VALUES (@, 'never') */`,
    `INSERT INTO log SELECT @, /* ; ' " */ 'x;' # ;'\n FROM DUAL -- ;"\n`,
    `START TRANSACTION; INSERT INTO log VALUES (@, 'kept;'); COMMIT`,
    'CREATE VIEW `v;@` AS SELECT n AS `end;`, CASE WHEN n > 1 THEN 2 END AS two FROM log',
    `SET @s = 'INSERT INTO log VALUES (0, ";")'; PREPARE x FROM @s; EXECUTE x; DEALLOCATE PREPARE x`.replaceAll('@s', '@\u0001s'),
  ],
  sqlite: [
    `CREATE TABLE "t;@" (id int, [c;'d] int, \`e;\` text DEFAULT 'it''s; @')`,
    `INSERT INTO log VALUES (@, 'a;''b -- no /* nor this'), (@, '\\'), (@, '"')`,
    `CREATE TRIGGER g@ AFTER INSERT ON gone BEGIN INSERT INTO log VALUES (@, ';'); SELECT CASE WHEN new.n > 99 THEN RAISE(ABORT, 'no;') END; /* end; */ END`,
    `CREATE TEMP TRIGGER h@ AFTER DELETE ON gone BEGIN DELETE FROM log WHERE n = -1; END`,
    `INSERT INTO gone VALUES (@)`,
    `INSERT INTO log SELECT @, /* ; ' " */ 'x;' -- ;'[\n WHERE 1 - -1 = 2`,
    `BEGIN; INSERT INTO log VALUES (@, 'kept;'); END`,
    `CREATE VIEW [v;@] AS SELECT n AS "end;", CASE WHEN n > 1 THEN 2 END AS two FROM log`,
  ],
}
const opening = 'CREATE TABLE log (n int, what text);\nCREATE TABLE gone (n int);\n'
const layouts: Readonly<Record<Dialect, readonly string[]>> = {
  postgres: ['', ' ', '\n', '-- ;\'"$$\n', '/* ; /* " */ \' */', '\t\n', ';', '\n\n'],
  mysql: ['', ' ', '\n', '-- ;\'"\n', '/* ;" \' */', '# ;`\n', '\t\n', '\n\n'],
  sqlite: ['', ' ', '\n', '-- ;\'"[\n', '/* ; " \' */', '\t\n', ';', '\n\n'],
}

const pick = <Item>(items: readonly Item[], random: Random): Item => items[random(items.length)]!

/** A file that the client runs without an error: statements glued with layout, with or without CRLF, byte order mark and last delimiter. */
export function randomFile(dialect: Dialect, random: Random): string {
  let text = opening
  for (let n = 1; n <= 12; n++) {
    const statement = pick(statements[dialect], random)
      .replace(/@(?!\u0001)/g, String(n))
      .replaceAll('\u0001', '')
    // the mariadb client keeps a comment in its buffer, and then takes DELIMITER for a statement
    const layout = /^delimiter/i.test(statement) ? '' : `${pick(layouts[dialect], random)}${pick(layouts[dialect], random)}`
    text += `\n${layout}\n${statement}${pick(['', ' ', '\n'], random)};`
  }
  if (random(2) === 0) text += `\n${pick(layouts[dialect], random)}\n`
  if (random(2) === 0) text = text.replaceAll('\n', '\r\n')
  return random(3) === 0 ? `\ufeff${text}` : text
}

/** A file cut off anywhere, with pieces of it moved and random characters put in. */
export function randomDebris(dialect: Dialect, random: Random): string {
  const file = randomFile(dialect, random)
  let text = file.slice(random(file.length), random(file.length) + 1)
  for (let n = random(6); n > 0; n--) {
    const at = random(text.length + 1)
    text = text.slice(0, at) + (random(2) === 0 ? String.fromCharCode(random(0x10000)) : pick(layouts[dialect], random)) + text.slice(at)
  }
  return text
}
