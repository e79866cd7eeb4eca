-- +migrate Up
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
-- +migrate Up
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
-- +migrate Down
DROP TABLE orders;
