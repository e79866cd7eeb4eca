CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL);
INSERT INTO customer (id, name) VALUES (1, 'it''s; a	name'), (2, 'really?');
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
CREATE INDEX orders_state ON orders (state);
