-- look customers up by email
-- migrate:up
CREATE INDEX IF NOT EXISTS customer_email ON customer (email);
-- migrate:down mysql
DROP INDEX customer_email ON customer;
-- migrate:down postgresql
DROP INDEX customer_email;
-- migrate:down sqlite
DROP INDEX customer_email;
