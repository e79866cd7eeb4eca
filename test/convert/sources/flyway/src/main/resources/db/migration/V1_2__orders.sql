CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
