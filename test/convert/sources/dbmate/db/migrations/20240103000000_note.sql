-- migrate:up
ALTER TABLE orders ADD COLUMN note VARCHAR(200);

-- migrate:down