import type { Dialect } from '@mig/core'

/** A replacement in the script: what was there, what stands there now. `blind` says why the server cannot tell them apart. */
export interface Edit {
  readonly from: string
  readonly to: string
  readonly blind?: string
}

/** A script of a dialect with edits of it. Keywords and types are in capitals, names and functions are not. */
export interface EditedScript {
  readonly script: string
  /** The server is to read both alike, and so is the checksum. */
  readonly layout: readonly Edit[]
  /** The server is to tell them apart, and so is the checksum. */
  readonly meaning: readonly Edit[]
}

const edit = (from: string, to: string, blind?: string): Edit => (blind === undefined ? { from, to } : { from, to, blind })
const hintless = 'this server has no hints; pg_hint_plan and other versions do'
const looseNames = 'names of columns have no case where they are used'

const postgres: EditedScript = {
  script: `-- Items; don't drop
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  name VARCHAR(40) NOT NULL DEFAULT 'a  b',
  "Mixed" NUMERIC(10,2) CONSTRAINT positive CHECK ("Mixed" > 0),
  note TEXT DEFAULT E'x\\\\ty',
  made TIMESTAMP WITH TIME ZONE DEFAULT '2020-01-01 00:00:00+00'
);
CREATE TABLE part (item_id INTEGER REFERENCES item (id) ON DELETE CASCADE, bits BIT(4) DEFAULT B'1010', label TEXT);
CREATE UNIQUE INDEX item_name ON item USING btree (name, id DESC) WHERE id > 10;
CREATE OR REPLACE VIEW cheap AS SELECT id, upper(name) AS loud, CAST(id AS TEXT) AS txt FROM item WHERE "Mixed" <= 5 AND NOT name LIKE 'a%' ORDER BY id;
CREATE FUNCTION twice(n INTEGER) RETURNS INTEGER LANGUAGE sql IMMUTABLE AS $body$ SELECT n * 2 -- Two
 $body$;
CREATE FUNCTION both_of(n INTEGER) RETURNS INTEGER LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN n > 1 THEN n + 1 ELSE 0 END; END;
CREATE RULE twin AS ON UPDATE TO item DO ALSO (DELETE FROM part WHERE item_id = 9; DELETE FROM part WHERE item_id = 8);
COMMENT ON TABLE item IS 'Items; all';
INSERT INTO item (id, name, "Mixed") VALUES (1, 'it''s', 2.50), (2, 'B', -(-3));
UPDATE item SET name = name || '!' WHERE id = 2;
SELECT /*+ SeqScan(item) */ count(*) FROM item;
`,
  layout: [
    edit("-- Items; don't drop\n", ''),
    edit("-- Items; don't drop", '/* Items /* nested; " */ ok */'),
    edit('CREATE TABLE item (', 'CREATE TABLE item\n('),
    edit('CREATE TABLE item (', 'CREATE/**/TABLE/* " */item('),
    edit('CREATE TABLE item (', 'CREATE TABLE Item ('),
    edit('  id INTEGER PRIMARY KEY,\n', '\tid INTEGER PRIMARY KEY, -- the key\r\n'),
    edit('VARCHAR(40)', 'VARCHAR ( 40 )'),
    edit('NUMERIC(10,2)', 'NUMERIC(10, 2)'),
    edit('("Mixed" > 0)', '("Mixed">0)'),
    edit('("Mixed" > 0)', '( "Mixed" /* ; */ > -- $$\n 0 )'),
    edit("B'1010'", "b'1010'"),
    edit("E'x", "e'x"),
    edit('cheap AS SELECT', 'CHEAP AS SELECT'),
    edit('upper(name)', 'UPPER( name )'),
    edit('"Mixed" <= 5', '"Mixed"<=5'),
    edit("LIKE 'a%'", "LIKE'a%'"),
    edit('$body$;\nCREATE', '$body$\n;;\n\n;CREATE'),
    edit('BEGIN ATOMIC SELECT 1;', 'BEGIN -- ;\n ATOMIC SELECT 1 ;'),
    edit('ELSE 0 END; END;', 'ELSE 0 END;\nEND;'),
    edit('= 9; DELETE', '=9;DELETE'),
    edit('-(-3)', '- ( - 3 )'),
    edit("(2, 'B'", "\n\t(2,'B'"),
    edit("name || '!'", "name||'!'"),
    edit('FROM item;\n', 'FROM item;'),
    edit('FROM item;\n', 'FROM item\n-- end'),
    edit('FROM item;\n', 'FROM item;\n\n/* end; */\n'),
    edit('count(*)', 'count( * )'),
  ],
  meaning: [
    edit('TABLE item (', 'TABLE "Item" ('),
    edit('id INTEGER', 'id BIGINT'),
    edit('id INTEGER PRIMARY KEY', 'id INTEGER UNIQUE'),
    edit('VARCHAR(40)', 'VARCHAR(41)'),
    edit(' NOT NULL DEFAULT', ' DEFAULT'),
    edit("'a  b'", "'a b'"),
    edit("'a  b'", "'A  b'"),
    edit("'a  b'", "'a\tb'"),
    edit("'a  b'", "'a /* */ b'"),
    edit("'a  b'", "'a -- b'"),
    edit("'a  b'", "'a  b '"),
    edit('  "Mixed" N', '  "mixed" N'),
    edit('  "Mixed" N', '  Mixed N'),
    edit('NUMERIC(10,2)', 'NUMERIC(10,3)'),
    edit('CONSTRAINT positive', 'CONSTRAINT positives'),
    edit('"Mixed" > 0', '"Mixed" >= 0'),
    edit('"Mixed" > 0', '"Mixed" > 00.1'),
    edit("E'x", "'x"),
    edit("E'x\\\\ty'", "E'x\\ty'"),
    edit('WITH TIME ZONE', 'WITHOUT TIME ZONE'),
    edit('2020-01-01', '2020-01-02'),
    edit('ON DELETE CASCADE', 'ON DELETE SET NULL'),
    edit("B'1010'", "B'1011'"),
    edit("B'1010'", "X'A'", 'both are the same bits; an edit of the literal all the same'),
    edit('CREATE UNIQUE INDEX', 'CREATE INDEX'),
    edit('(name, id DESC)', '(name, id)'),
    edit('(name, id DESC)', '(id DESC, name)'),
    edit('WHERE id > 10', 'WHERE id > 1 '),
    edit('AS loud', 'AS "Loud"'),
    edit('AS loud', 'AS "loud "'),
    edit("LIKE 'a%'", "LIKE 'A%'"),
    edit("LIKE 'a%'", "ILIKE 'a%'"),
    edit('NOT name', 'name'),
    edit('ORDER BY id;', 'ORDER BY id DESC;'),
    edit('SELECT n * 2', 'SELECT n  * 2'),
    edit('SELECT n * 2', 'select n * 2'),
    edit('-- Two', '-- two'),
    edit('IMMUTABLE', 'STABLE'),
    edit('n > 1', 'n > 2'),
    edit('ELSE 0 END', 'END'),
    edit('SELECT 1; SELECT CASE', 'SELECT CASE'),
    edit('item_id = 8', 'item_id = 7'),
    edit("'Items; all'", "'Items;all'"),
    edit('2.50', '2.51'),
    edit('-(-3)', '(3-0)/3'),
    edit("it''s", "it''''s"),
    edit("|| '!'", "|| '?'"),
    edit('WHERE id = 2', 'WHERE id = 1'),
    edit('/*+ SeqScan(item) */', '/*+ IndexScan(item) */', hintless),
    edit('/*+ SeqScan(item) */', '', hintless),
  ],
}

const mysql: EditedScript = {
  script: `-- Items; don't drop
SET TIMESTAMP = 1000000000;
CREATE TABLE Item (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(40) CHARACTER SET utf8mb4 NOT NULL DEFAULT 'a  b' COMMENT 'The name; all',
  \`Mixed\` DECIMAL(10,2) UNSIGNED NULL DEFAULT 1.50,
  made TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  Status ENUM('on','Off') DEFAULT 'on',
  points INT DEFAULT 3,
  doubled INT GENERATED ALWAYS AS (points * 2) STORED,
  date DATE,
  KEY by_name (name(10)),
  CONSTRAINT positive CHECK (\`Mixed\` > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Items' ROW_FORMAT=DYNAMIC;
CREATE TABLE part (item_id INT, label VARCHAR(9) DEFAULT "it's", CONSTRAINT of_item FOREIGN KEY (item_id) REFERENCES Item (id) ON DELETE NO ACTION ON UPDATE CASCADE);
CREATE OR REPLACE VIEW cheap AS SELECT id, upper(name) AS loud, CAST(points AS SIGNED) AS txt, made + INTERVAL 1 DAY AS later FROM Item WHERE \`Mixed\` <= 5 AND NOT name LIKE 'z%';
DELIMITER //
CREATE TRIGGER shout BEFORE INSERT ON part FOR EACH ROW BEGIN
  IF new.item_id > 5 THEN SET new.label = 'Big'; ELSE SET new.label = 'small'; END IF;
END//
CREATE PROCEDURE fill(n INT) MODIFIES SQL DATA BEGIN
  DECLARE i INT DEFAULT 0;
  WHILE i < n DO INSERT INTO part (item_id) VALUES (i + 1); SET i = i + 1; END WHILE;
END//
DELIMITER ;
INSERT INTO Item (id, name, \`Mixed\`) VALUES (1, 'it\\'s', 2.50), (2, "B", 3), (3, 'c', 5--1);
CALL fill(2);
UPDATE Item SET name = concat(name, '!') WHERE id = 2;
ALTER TABLE Item ADD COLUMN extra DATE NULL AFTER name, MODIFY points BIGINT NOT NULL DEFAULT 7, DROP KEY by_name;
CREATE UNIQUE INDEX by_mixed ON Item (\`Mixed\`, id) USING BTREE;
/*!40101 INSERT INTO part (item_id) VALUES (3) */;
INSERT INTO part (item_id) SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1 /*!99999 + 2 */;
`,
  layout: [
    edit("-- Items; don't drop\n", ''),
    edit("-- Items; don't drop", '# Items; `'),
    edit("-- Items; don't drop", '--Items; "'),
    edit('CREATE TABLE Item (', 'CREATE TABLE Item\n('),
    edit('CREATE TABLE Item (', 'CREATE/**/TABLE/* " */Item('),
    edit('NULL AUTO_INCREMENT', 'NULL -- ;\n AUTO_INCREMENT'),
    edit('VARCHAR(40)', 'VARCHAR ( 40 )'),
    edit('DECIMAL(10,2)', 'DECIMAL(10, 2)'),
    edit('(points * 2)', '(points*2)'),
    edit('(`Mixed` > 0)', '( `Mixed` /* ; */ > # $$\n 0 )'),
    edit("ENUM('on','Off')", "ENUM ( 'on' , 'Off' )"),
    edit('ENGINE=InnoDB', 'ENGINE = InnoDB'),
    edit('upper(name)', 'upper( name )'),
    edit('`Mixed` <= 5', '`Mixed`<=5'),
    edit("LIKE 'z%'", "LIKE'z%'"),
    edit('DELIMITER //\nCREATE TRIGGER', 'delimiter //\n\nCREATE TRIGGER'),
    edit('ROW BEGIN\n', 'ROW\nBEGIN -- ; END\n'),
    edit("'Big'; ELSE", "'Big' ;\n  ELSE"),
    edit('END//\nDELIMITER ;', 'END\n//\nDELIMITER ;\n;'),
    edit('VALUES (i + 1)', 'VALUES(i+1)'),
    edit('(2, "B", 3)', '\n\t(2,"B",3)'),
    edit('5--1', '5 - -1'),
    edit('CALL fill(2);', 'CALL fill ( 2 ) ; # done'),
    edit('WHERE id = 2', 'WHERE id=2'),
    edit('/*!40101 INSERT INTO', '/*!40101   INSERT\nINTO'),
    edit('99999 + 2 */;\n', '99999 + 2 */'),
    edit('99999 + 2 */;\n', '99999 + 2 */;\n-- end; `'),
  ],
  meaning: [
    edit('CREATE TABLE Item', 'CREATE TABLE item'),
    edit('id INT NOT', 'id BIGINT NOT'),
    edit('id INT NOT', 'ID INT NOT'),
    edit('VARCHAR(40)', 'VARCHAR(41)'),
    edit('CHARACTER SET utf8mb4', 'CHARACTER SET latin1'),
    edit("utf8mb4 NOT NULL DEFAULT 'a", "utf8mb4 DEFAULT 'a"),
    edit("'a  b'", "'a b'"),
    edit("'a  b'", "'A  b'"),
    edit("'a  b'", "'a\tb'"),
    edit("'a  b'", "'a /* */ b'"),
    edit("'a  b'", "'a -- b'"),
    edit("'a  b'", "'a # b'"),
    edit("'The name; all'", "'The name;all'"),
    edit('  `Mixed` D', '  `mixed` D'),
    edit('DECIMAL(10,2)', 'DECIMAL(10,3)'),
    edit(' UNSIGNED', ''),
    edit('DEFAULT 1.50', 'DEFAULT 1.51'),
    edit(' ON UPDATE CURRENT_TIMESTAMP', ''),
    edit('  Status ENUM', '  status ENUM'),
    edit("'on','Off'", "'on','off'"),
    edit("'on','Off'", "'Off','on'"),
    edit('(points * 2)', '(points * 3)'),
    edit('STORED', 'VIRTUAL'),
    edit('  date DATE', '  Date DATE'),
    edit('CONSTRAINT positive', 'CONSTRAINT Positive'),
    edit('`Mixed` > 0', '`Mixed` >= 0'),
    edit("COMMENT='Items'", "COMMENT='items'"),
    edit('DYNAMIC', 'COMPACT'),
    edit(`"it's"`, `"It's"`),
    edit('ON UPDATE CASCADE', 'ON UPDATE SET NULL'),
    edit('AS loud', 'AS Loud'),
    edit('AS loud', 'AS `loud `'),
    edit("LIKE 'z%'", "LIKE 'Z%'"),
    edit('NOT name', 'name'),
    edit('1 DAY', '2 DAY'),
    edit('AS SIGNED', 'AS UNSIGNED'),
    edit("'small'", "'Small'"),
    edit('new.item_id > 5', 'new.item_id > 1'),
    edit('i < n', 'i <= n'),
    edit('VALUES (i + 1)', 'VALUES (i + 2)'),
    edit('5--1', '5 -- 1\n'),
    edit('5--1', '5-1'),
    edit('CALL fill(2)', 'CALL fill(1)'),
    edit("it\\'s", "it\\\\''s"),
    edit("name, '!'", "name, '?'"),
    edit('AFTER name', 'FIRST'),
    edit('DEFAULT 7', 'DEFAULT 8'),
    edit(', DROP KEY by_name', ''),
    edit('UNIQUE INDEX by_mixed', 'UNIQUE INDEX By_mixed'),
    edit('(`Mixed`, id)', '(id, `Mixed`)'),
    edit('/*!40101 INSERT', '/*!99999 INSERT'),
    edit('/*!40101 INSERT INTO part (item_id) VALUES (3) */', '/* INSERT INTO part (item_id) VALUES (3) */'),
    edit(
      '/*!40101 INSERT INTO part (item_id) VALUES (3) */',
      '/*!40102 INSERT INTO part (item_id) VALUES (3) */',
      'both versions are passed; another server tells them apart',
    ),
    edit('/*!99999 + 2 */', '+ 2'),
    edit('/*!99999 + 2 */', '/*!40101 + 2 */'),
    edit('/*+ MAX_EXECUTION_TIME(1000) */', '/*+ MAX_EXECUTION_TIME(2000) */', hintless),
    edit('/*+ MAX_EXECUTION_TIME(1000) */', '', hintless),
  ],
}

const sqlite: EditedScript = {
  script: `-- Items; don't drop
CREATE TABLE Item (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(40) COLLATE nocase NOT NULL DEFAULT 'a  b',
  "Mixed" NUMERIC(10,2) CONSTRAINT positive CHECK ("Mixed" > 0),
  made TEXT DEFAULT '2020',
  points INTEGER DEFAULT 3,
  doubled INTEGER GENERATED ALWAYS AS (points * 2) STORED,
  date DATE,
  raw BLOB DEFAULT X'0aFF'
);
CREATE TABLE part (item_id INTEGER REFERENCES Item (id) ON DELETE NO ACTION ON UPDATE CASCADE, [label x] TEXT DEFAULT 'l', PRIMARY KEY (item_id, [label x])) WITHOUT ROWID;
CREATE TEMP TABLE scratch (a INT);
CREATE UNIQUE INDEX by_name ON Item (name COLLATE binary, id DESC) WHERE id > 10;
CREATE VIEW cheap AS SELECT id, upper(name) AS loud, CAST(points AS TEXT) AS txt, row_number() OVER (PARTITION BY made ORDER BY id) AS n FROM Item WHERE "Mixed" <= 5 AND NOT name LIKE 'z%';
CREATE TRIGGER shout AFTER UPDATE OF name ON Item FOR EACH ROW WHEN new.id > 0 BEGIN
  INSERT INTO part VALUES (new.id, 'Big');
  SELECT CASE WHEN new.points > 99 THEN RAISE(ABORT, 'Too; many') END;
END;
INSERT INTO Item (id, name, "Mixed") VALUES (1, 'it''s', 2.50), (2, 'B', -(-3));
INSERT INTO Item (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET points = 9;
INSERT OR IGNORE INTO Item (id, name) VALUES (1, 'y');
WITH RECURSIVE up AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM up WHERE i < 3) INSERT INTO part SELECT i, 'up' FROM up;
UPDATE Item SET name = name || '!' WHERE id = 2;
ALTER TABLE Item ADD COLUMN extra REAL;
ALTER TABLE Item RENAME COLUMN extra TO more;
`,
  layout: [
    edit("-- Items; don't drop\n", ''),
    edit("-- Items; don't drop", '/* Items; " */'),
    edit('CREATE TABLE Item (', 'CREATE TABLE Item\n('),
    edit('CREATE TABLE Item (', 'CREATE/**/TABLE/* " */Item('),
    edit('NULL PRIMARY', 'NULL -- ;\n PRIMARY'),
    edit('VARCHAR(40)', 'VARCHAR (40)'),
    edit('("Mixed" > 0)', '("Mixed">0)'),
    edit('("Mixed" > 0)', '( "Mixed" /* ; */ > -- $$\n 0 )'),
    edit('(points * 2)', '(points*2)'),
    edit("X'0aFF'", "x'0aFF'"),
    edit('PRIMARY KEY (item_id', 'PRIMARY KEY(item_id'),
    edit('(name COLLATE binary, id DESC)', '( name COLLATE binary ,id DESC )'),
    edit('WHERE id > 10', 'WHERE id>10'),
    edit('upper(name)', 'upper( name )'),
    edit('"Mixed" <= 5', '"Mixed"<=5'),
    edit("LIKE 'z%'", "LIKE'z%'"),
    edit('OVER (PARTITION', 'OVER(\nPARTITION'),
    edit('BEGIN\n', 'BEGIN -- END;\n'),
    edit("'Big');", "'Big') ;"),
    edit('END;\nEND;', 'END; END\n;'),
    edit('END;\nEND;', 'END;\r\nEND;;\r\n'),
    edit('-(-3)', '- ( - 3 )'),
    edit("(2, 'B'", "\n\t(2,'B'"),
    edit('i + 1', 'i+1'),
    edit("name || '!'", "name||'!'"),
    edit('points = 9', 'points=9'),
    edit('TO more;\n', 'TO more'),
    edit('TO more;\n', 'TO more;\n-- end; "'),
    edit('TO more;\n', 'TO more;\n/* end'),
  ],
  meaning: [
    edit('CREATE TABLE Item', 'CREATE TABLE item'),
    edit('CREATE TABLE part', 'CREATE TABLE Part'),
    edit('  id INTEGER', '  Id INTEGER'),
    edit(' AUTOINCREMENT', ''),
    edit('VARCHAR(40)', 'VARCHAR(41)'),
    edit(' NOT NULL DEFAULT', ' DEFAULT'),
    edit('COLLATE nocase', 'COLLATE rtrim'),
    edit("'a  b'", "'a b'"),
    edit("'a  b'", "'A  b'"),
    edit("'a  b'", "'a\tb'"),
    edit("'a  b'", "'a /* */ b'"),
    edit("'a  b'", "'a -- b'"),
    edit('  "Mixed" N', '  "mixed" N'),
    edit('  "Mixed" N', '  mixed N'),
    edit('NUMERIC(10,2)', 'NUMERIC(10,3)'),
    edit('CONSTRAINT positive', 'CONSTRAINT Positive'),
    edit('"Mixed" > 0', '"Mixed" >= 0'),
    edit("'2020'", '2020'),
    edit('DEFAULT 3', 'DEFAULT 4'),
    edit('(points * 2)', '(points * 3)'),
    edit('STORED', 'VIRTUAL'),
    edit('  date DATE', '  Date DATE'),
    edit("X'0aFF'", "X'0aFE'"),
    edit("X'0aFF'", "'0aFF'"),
    edit('NO ACTION', 'SET NULL'),
    edit('UPDATE CASCADE', 'UPDATE RESTRICT'),
    edit('[label x] TEXT', '[label X] TEXT'),
    edit('[label x] TEXT', '[label x] BLOB'),
    edit(' WITHOUT ROWID', ''),
    edit('CREATE UNIQUE INDEX by', 'CREATE INDEX by'),
    edit('INDEX by_name', 'INDEX By_name'),
    edit('id DESC) WHERE', 'id) WHERE'),
    edit('COLLATE binary', 'COLLATE nocase'),
    edit('id > 10', 'id > 1'),
    edit('CREATE TEMP TABLE scratch', 'CREATE TABLE scratch'),
    edit('VIEW cheap', 'VIEW Cheap'),
    edit('AS loud', 'AS Loud'),
    edit('AS loud', 'AS "loud "'),
    edit('AS TEXT)', 'AS REAL)'),
    edit('ORDER BY id)', 'ORDER BY id DESC)'),
    edit('NOT name', 'name'),
    edit("'z%'", "'y%'"),
    edit('AFTER UPDATE OF', 'BEFORE UPDATE OF'),
    edit('TRIGGER shout', 'TRIGGER Shout'),
    edit('UPDATE OF name', 'UPDATE OF made'),
    edit('new.id > 0', 'new.id > 2'),
    edit("'Big'", "'big'"),
    edit("'Too; many'", "'Too;many'"),
    edit('RAISE(ABORT', 'RAISE(FAIL'),
    edit("it''s", "it''''s"),
    edit('-(-3)', '(3 - 1)'),
    edit('DO UPDATE SET points = 9', 'DO NOTHING'),
    edit('i < 3', 'i < 4'),
    edit("i, 'up'", "i, 'Up'"),
    edit("|| '!'", "|| '?'"),
    edit('TO more', 'TO More'),
    edit('ON Item (name', 'ON item (name', looseNames),
    edit('extra REAL', 'extra INT'),
  ],
}

/** The scripts and their edits. */
export const editedScripts: Readonly<Record<Dialect, EditedScript>> = { postgres, mysql, sqlite }

const quotedOrCapitals = /'(?:[^'\\]|''|\\.)*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|\$body\$[^$]*\$body\$|--[ \n].*|\/\*\+.*?\*\/|\b[A-Z][A-Z_]+\b/g

/** An edit of a whole script that means nothing: one keyword in lower case at each of its places, and other line ends. */
export function wholeScriptEdits(script: string): readonly { readonly title: string; readonly text: string }[] {
  const found = [...script.matchAll(quotedOrCapitals)].map(([word]) => word)
  const words = [...new Set(found.filter((word) => /^[A-Z]/.test(word) && word !== 'DELIMITER' && !/'/.test(word)))]
  const lower = (text: string, wanted: (word: string) => boolean) =>
    text.replace(quotedOrCapitals, (word) => (wanted(word) ? word.toLowerCase() : word))
  return [
    ...words.map((word) => ({ title: `${word} in lower case`, text: lower(script, (other) => other === word) })),
    { title: 'all keywords in lower case', text: lower(script, (word) => words.includes(word)) },
    { title: 'a byte order mark', text: `\ufeff${script}` },
    { title: 'CRLF everywhere', text: script.replaceAll('\n', '\r\n') },
    { title: 'a byte order mark and CRLF', text: `\ufeff${script.replaceAll('\n', '\r\n')}` },
    { title: 'no line end at the end', text: script.trimEnd() },
    { title: 'empty lines between', text: script.replaceAll(';\n', ';\n\n\n') },
  ]
}
