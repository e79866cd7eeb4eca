CREATE TABLE orders (
  id INTEGER NOT NULL,
  part SMALLINT DEFAULT 1 NOT NULL,
  customer_id INTEGER NOT NULL,
  product_id INTEGER,
  amount INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT orders_pk PRIMARY KEY (id, part),
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
  CONSTRAINT orders_product FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE SET NULL ON UPDATE CASCADE
);
