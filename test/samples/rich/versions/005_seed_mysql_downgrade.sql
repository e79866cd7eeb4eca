DELETE FROM orders WHERE id = 1;
DELETE FROM product WHERE id <= 2;
DELETE FROM customer WHERE id <= 3;
