DROP SEQUENCE receipt;
DROP FUNCTION net(INTEGER);
DROP TRIGGER stock_new ON product;
DROP FUNCTION stock_new();
DROP TABLE stock;
