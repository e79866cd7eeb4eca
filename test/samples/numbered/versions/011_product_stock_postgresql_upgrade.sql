CREATE TABLE product_stock (
  product_id INTEGER NOT NULL PRIMARY KEY,
  amount INTEGER DEFAULT 0 NOT NULL,
  counted_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE FUNCTION product_stock_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_stock (product_id) VALUES (NEW.id);
  RETURN NEW;
END;
$$;
CREATE TRIGGER product_stock_new AFTER INSERT ON product FOR EACH ROW EXECUTE FUNCTION product_stock_new();
