INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');--> statement-breakpoint
UPDATE customer SET name = 'Ada' WHERE id = 1;