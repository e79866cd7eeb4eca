CREATE TABLE customer (
  id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email VARCHAR(120) NOT NULL,
  name VARCHAR(80) COLLATE utf8mb4_bin DEFAULT 'nobody' NOT NULL,
  credit DECIMAL(10, 2) DEFAULT 0 NOT NULL COMMENT 'in euros',
  is_active BOOLEAN DEFAULT true,
  CONSTRAINT customer_email UNIQUE (email),
  CONSTRAINT customer_credit CHECK (credit >= 0)
) COMMENT 'whoever ever bought';
