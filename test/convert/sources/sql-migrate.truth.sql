CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');
CREATE TRIGGER orders_note AFTER INSERT ON orders BEGIN
  UPDATE orders SET note = 'made; by hand' WHERE id = new.id;
END;
