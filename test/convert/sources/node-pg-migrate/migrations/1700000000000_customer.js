/* eslint-disable camelcase */

exports.shorthands = undefined

exports.up = (pgm) => {
  pgm.sql(`
CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
  `)
  pgm.sql('CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, state TEXT)')
}

exports.down = (pgm) => {
  pgm.sql('DROP TABLE orders')
  pgm.sql('DROP TABLE customer')
}
