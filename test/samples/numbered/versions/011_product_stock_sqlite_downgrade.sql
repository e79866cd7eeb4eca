DROP TRIGGER product_stock_new;
DROP TABLE product_stock;
