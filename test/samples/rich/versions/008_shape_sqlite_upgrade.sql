ALTER TABLE customer ADD COLUMN note VARCHAR(60) DEFAULT 'none' NOT NULL;
ALTER TABLE orders RENAME COLUMN amount TO pieces;
CREATE TABLE old_customer (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL
) STRICT;
INSERT INTO old_customer (id, email) SELECT id, email FROM customer WHERE credit < 20;
