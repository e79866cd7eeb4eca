CREATE TABLE customer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(120) NOT NULL,
  name VARCHAR(80) COLLATE NOCASE DEFAULT 'nobody' NOT NULL,
  credit NUMERIC(10, 2) DEFAULT 0 NOT NULL,
  is_active BOOLEAN DEFAULT true,
  CONSTRAINT customer_email UNIQUE (email),
  CONSTRAINT customer_credit CHECK (credit >= 0)
);
