CREATE TABLE stock (
  product_id INTEGER NOT NULL PRIMARY KEY,
  amount INTEGER DEFAULT 0 NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER stock_new AFTER INSERT ON product BEGIN
  INSERT INTO stock (product_id, amount) VALUES (new.id, 5);
END;
CREATE TRIGGER stock_gone AFTER DELETE ON product BEGIN
  DELETE FROM stock WHERE product_id = old.id;
END;
