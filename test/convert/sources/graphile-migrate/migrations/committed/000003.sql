--! Previous: sha1:b6589fc6ab0dc82cf12099d1c2d40ab994e8410c
--! Hash: sha1:356a192b7913b04c54574d18c28d46e6395428ab
--! no-transaction

CREATE INDEX CONCURRENTLY orders_state ON orders (state);
