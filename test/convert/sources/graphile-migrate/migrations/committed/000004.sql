--! Previous: sha1:356a192b7913b04c54574d18c28d46e6395428ab
--! Hash: sha1:da4b9237bacccdf19c0760cab7aec4a8359010b0

INSERT INTO customer (id, name) VALUES (4, 'at 12:30 for :OWNER');
