CREATE TRIGGER orders_note AFTER INSERT ON orders BEGIN
  UPDATE orders SET note = 'made; by hand' WHERE id = new.id;
END;