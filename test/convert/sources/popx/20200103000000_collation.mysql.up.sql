ALTER TABLE orders COMMENT = 'kept';
