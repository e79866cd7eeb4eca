DROP TABLE old_customer;
ALTER TABLE orders RENAME COLUMN pieces TO amount;
ALTER TABLE customer DROP COLUMN note;
