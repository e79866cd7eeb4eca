CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, state TEXT);
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
CREATE INDEX orders_state ON orders (state);
