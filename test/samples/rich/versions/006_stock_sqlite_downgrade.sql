DROP TRIGGER stock_gone;
DROP TRIGGER stock_new;
DROP TABLE stock;
