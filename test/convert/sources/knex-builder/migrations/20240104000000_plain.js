exports.up = (knex) => knex.raw("INSERT INTO customer (name) VALUES ('literal')")
exports.down = (knex) => knex('customer').where('name', 'literal').del()
