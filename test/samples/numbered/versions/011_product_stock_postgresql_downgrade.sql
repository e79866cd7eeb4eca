DROP TRIGGER product_stock_new ON product;
DROP FUNCTION product_stock_new();DROP TABLE product_stock;
