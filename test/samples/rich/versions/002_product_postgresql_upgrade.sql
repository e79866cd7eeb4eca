CREATE TYPE product_state AS ENUM ('new', 'sold', 'gone');
CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  sku VARCHAR(40) NOT NULL,
  title VARCHAR(200),
  price INTEGER NOT NULL,
  tax INTEGER DEFAULT 19 NOT NULL,
  gross INTEGER GENERATED ALWAYS AS (price + price * tax / 100) STORED,
  state product_state DEFAULT 'new' NOT NULL,
  made_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
