-- create product; prices are kept in cents
-- migrate:up
CREATE TABLE product (
  id INTEGER NOT NULL PRIMARY KEY,
  sku VARCHAR(40) NOT NULL,
  title VARCHAR(200) NOT NULL,
  price_cents INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT product_sku UNIQUE (sku)
);
INSERT INTO product (id, sku, title) VALUES (1, 'gift-card', 'Gift card; any amount');
-- migrate:down
DROP TABLE product;
