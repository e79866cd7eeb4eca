const table = 'CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, ' +
  "name VARCHAR(100) NOT NULL)"

exports.up = function (knex) {
  return knex.schema.raw(table).raw(`INSERT INTO customer (id, name)
    VALUES (1, 'it''s; a\tname'), (2, 'really\\?')`)
}

exports.down = (knex) => knex.raw('DROP TABLE customer')
