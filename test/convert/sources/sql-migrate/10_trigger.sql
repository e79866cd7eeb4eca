-- +migrate Up
-- +migrate StatementBegin
CREATE TRIGGER orders_note AFTER INSERT ON orders BEGIN
  UPDATE orders SET note = 'made; by hand' WHERE id = new.id;
END;
-- +migrate StatementEnd
-- +migrate Down
DROP TRIGGER orders_note;
