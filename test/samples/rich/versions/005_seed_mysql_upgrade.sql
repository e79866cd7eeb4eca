INSERT INTO customer (id, email, name, credit) VALUES
  (1, 'ann@example.org', 'Ann', 10),
  (2, 'bob@example.org', 'Bob', 20),
  (3, 'eve@example.org', 'it''s Eve', 0);
INSERT INTO product (id, sku, title, price, state) VALUES
  (1, 'A-1', 'Gift card; any amount', 500, 'new'),
  (2, 'B-2', NULL, 700, 'sold');
INSERT INTO orders (id, part, customer_id, product_id) VALUES
  (1, 1, 1, 1),
  (1, 2, 1, 2);
ALTER TABLE customer AUTO_INCREMENT = 100;
