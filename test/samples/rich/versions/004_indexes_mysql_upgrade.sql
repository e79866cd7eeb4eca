CREATE INDEX orders_amount ON orders (amount, id);
CREATE UNIQUE INDEX product_sku ON product (sku);
CREATE INDEX product_title ON product (title(20));
CREATE FULLTEXT INDEX product_words ON product (title);
