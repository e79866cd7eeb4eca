ALTER TABLE customer ADD COLUMN note VARCHAR(60) DEFAULT 'none' NOT NULL;
ALTER TABLE product MODIFY title VARCHAR(250) NULL;
ALTER TABLE orders CHANGE amount pieces INTEGER DEFAULT 1 NOT NULL;
CREATE TABLE old_customer (
  id INTEGER PRIMARY KEY,
  email VARCHAR(120) NOT NULL
);
INSERT INTO old_customer (id, email) SELECT id, email FROM customer WHERE credit < 20;
