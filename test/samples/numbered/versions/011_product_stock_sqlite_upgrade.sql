CREATE TABLE product_stock (
  product_id INTEGER NOT NULL PRIMARY KEY,
  amount INTEGER DEFAULT 0 NOT NULL,
  counted_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TRIGGER product_stock_new AFTER INSERT ON product BEGIN
  INSERT INTO product_stock (product_id) VALUES (new.id);
END;
