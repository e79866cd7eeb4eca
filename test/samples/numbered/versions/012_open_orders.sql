-- what still has to be sent
-- migrate:up
CREATE VIEW open_orders AS SELECT id, customer_id, placed_at FROM orders WHERE state <> 'sent';
-- migrate:down
DROP VIEW open_orders;
