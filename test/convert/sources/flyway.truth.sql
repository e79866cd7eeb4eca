CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state VARCHAR(20) DEFAULT 'new' NOT NULL
);
INSERT INTO customer (id, name) VALUES (3, 'select ${officeId} from t');
UPDATE customer SET name = 'Ada' WHERE id = 1;
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
