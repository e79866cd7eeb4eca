-- +goose NO TRANSACTION
-- +goose Up
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
-- +goose Down
DROP TABLE orders;
