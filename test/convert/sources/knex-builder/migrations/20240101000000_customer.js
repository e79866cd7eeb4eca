exports.up = function (knex) {
  return knex.schema
    .createTable('customer', (table) => {
      table.increments('id')
      table.string('name', 100).notNullable()
      table.string('mail').unique()
      table.json('marks')
      table.boolean('is_active').notNullable().defaultTo(true)
      table.datetime('born')
    })
    .createTable('orders', (table) => {
      table.increments()
      table.integer('customer_id').unsigned().notNullable().references('id').inTable('customer').onDelete('CASCADE')
      table.enu('state', ['new', 'paid']).notNullable().defaultTo('new')
      table.decimal('total', 10, 2)
      table.index(['customer_id', 'state'], 'orders_of_customer')
    })
}

exports.down = (knex) => knex.schema.dropTable('orders').dropTableIfExists('customer')
