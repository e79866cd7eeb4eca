export const config = { transaction: false }

export async function up(knex) {
  await knex.schema.alterTable('orders', (table) => {
    table.renameColumn('total', 'amount')
    table.string('note', 40).notNullable().defaultTo("it's new")
  })
  await knex.schema.alterTable('customer', (table) => table.dropColumn('born'))
  await knex.schema.raw(`UPDATE orders SET note = 'a \\? b' WHERE state = 'paid'`)
  await knex.raw('UPDATE orders SET note = ? WHERE ?? = ?', ['first', 'amount', 12.5])
}

export async function down(knex) {
  await knex.schema.alterTable('customer', (table) => table.datetime('born'))
  await knex.schema.alterTable('orders', (table) => {
    table.dropColumn('note')
    table.renameColumn('amount', 'total')
  })
}
