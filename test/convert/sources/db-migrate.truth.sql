CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');
CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY);
