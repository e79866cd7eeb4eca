-- +goose ENVSUB ON
-- +goose Up
INSERT INTO customer (id, name) VALUES (9, '${CITY}');
