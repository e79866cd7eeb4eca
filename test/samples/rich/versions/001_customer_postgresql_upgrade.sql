CREATE TABLE customer (
  id SERIAL PRIMARY KEY,
  email VARCHAR(120) NOT NULL,
  name VARCHAR(80) COLLATE "C" DEFAULT 'nobody' NOT NULL,
  credit NUMERIC(10, 2) DEFAULT 0 NOT NULL,
  is_active BOOLEAN DEFAULT true,
  CONSTRAINT customer_email UNIQUE (email),
  CONSTRAINT customer_credit CHECK (credit >= 0)
);
COMMENT ON TABLE customer IS 'whoever ever bought';
COMMENT ON COLUMN customer.credit IS 'in euros';
