DROP INDEX product_words ON product;
DROP INDEX product_title ON product;
DROP INDEX product_sku ON product;
DROP INDEX orders_amount ON orders;
