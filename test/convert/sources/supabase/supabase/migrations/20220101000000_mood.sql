CREATE TYPE mood AS ENUM ('ok');
ALTER TABLE customer ADD COLUMN mood mood DEFAULT 'ok';
