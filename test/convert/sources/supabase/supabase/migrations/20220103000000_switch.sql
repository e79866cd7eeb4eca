DO $$ BEGIN
  IF current_setting('storage.multitenant', true) = 'on' THEN CREATE TABLE tenant (id int); END IF;
END $$;
INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');
