DELETE FROM product WHERE id = 3;
DELETE FROM stock WHERE product_id = 3;
DROP VIEW open_orders;
