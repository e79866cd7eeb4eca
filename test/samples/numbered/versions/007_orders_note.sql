-- a note on each order
-- migrate:up
ALTER TABLE orders ADD COLUMN note VARCHAR(500);
-- migrate:down
ALTER TABLE orders DROP COLUMN note;
