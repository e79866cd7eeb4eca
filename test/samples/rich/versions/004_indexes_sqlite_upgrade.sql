CREATE INDEX orders_amount ON orders (amount DESC, id);
CREATE UNIQUE INDEX product_sku ON product (sku);
CREATE INDEX product_sold ON product (price) WHERE state = 'sold';
CREATE INDEX customer_name ON customer (lower(name));
