CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');
UPDATE customer SET name = 'first';
UPDATE customer SET name = 'Ada' WHERE id = 1;
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
CREATE INDEX orders_state ON orders (state);
