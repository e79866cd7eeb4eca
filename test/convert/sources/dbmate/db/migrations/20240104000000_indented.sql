-- migrate:up
CREATE INDEX orders_state ON orders (state);
  -- migrate:down
UPDATE customer SET name = 'Ada' WHERE id = 1;
