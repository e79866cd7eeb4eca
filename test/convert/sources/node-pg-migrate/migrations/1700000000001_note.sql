-- Up Migration
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
-- Down Migration
ALTER TABLE orders DROP COLUMN note;
