--! Previous: sha1:2aae6c35c94fcfb415dbe95f408b9ce91ee846ed
--! Hash: sha1:b6589fc6ab0dc82cf12099d1c2d40ab994e8410c
--! Message: touch

--! split: 1-note.sql
ALTER TABLE orders ADD COLUMN note VARCHAR(200);
--! split: 2-touch.sql
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := 'don''t; split';
  RETURN NEW;
END;
$$;
CREATE TRIGGER orders_touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
