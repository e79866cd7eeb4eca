ALTER TABLE customer ADD COLUMN note VARCHAR(60) DEFAULT 'none' NOT NULL;
ALTER TABLE product ALTER COLUMN title TYPE VARCHAR(250);
ALTER TABLE orders RENAME COLUMN amount TO pieces;
CREATE TABLE old_customer (
  id INTEGER PRIMARY KEY,
  email VARCHAR(120) NOT NULL
);
INSERT INTO old_customer (id, email) SELECT id, email FROM customer WHERE credit < 20;
