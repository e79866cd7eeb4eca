-- +goose Up
CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);

-- +goose Down
DROP TABLE customer;
