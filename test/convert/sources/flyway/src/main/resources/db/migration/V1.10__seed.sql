INSERT INTO customer (id, name) VALUES (3, 'select ${officeId} from t');
UPDATE customer SET name = 'Ada' WHERE id = 1;
