-- create account table
-- revision: 30aaeaf5a3d7
-- down revision:
-- create date: 2017-08-25T16:02:56Z

-- migrate:up
CREATE TABLE account (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);
-- migrate:down
DROP TABLE account;
