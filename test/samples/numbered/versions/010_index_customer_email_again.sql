-- the change of 006, for databases that came from the maintenance branch
-- migrate:up
CREATE INDEX IF NOT EXISTS customer_email ON customer (email);
-- migrate:down

