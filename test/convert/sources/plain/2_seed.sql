INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');
