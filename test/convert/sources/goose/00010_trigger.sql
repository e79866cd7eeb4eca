-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER orders_note AFTER INSERT ON orders BEGIN
  UPDATE orders SET note = 'made; by hand' WHERE id = new.id;
END
-- +goose StatementEnd
INSERT INTO customer (id, name) VALUES (1, 'Ada; of London'), (2, 'it''s -- Bob');

-- +goose Down
-- +goose StatementBegin
DROP TRIGGER orders_note
-- +goose StatementEnd
DELETE FROM customer;
