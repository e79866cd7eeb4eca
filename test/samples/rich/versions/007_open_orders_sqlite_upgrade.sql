CREATE VIEW open_orders AS SELECT o.id, c.email, o.amount FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.amount > 0;
INSERT INTO product (id, sku, title, price) VALUES (3, 'C-3', 'Umbrella', 900);
UPDATE stock SET amount = 7 WHERE product_id = 3;
