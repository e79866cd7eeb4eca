INSERT INTO customer (id, name) VALUES (5, '5%% off');
