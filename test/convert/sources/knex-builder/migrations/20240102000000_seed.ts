import { Knex } from 'knex'

interface Customer {
  id: number
  name: string
}

export async function up(knex: Knex): Promise<void> {
  // the number of a row, as each database gives it
  const [first] = await knex('customer').insert({ name: "it's ?; \\ Ada", marks: JSON.stringify({ a: [1, null] }) }, 'id')
  const id: number = typeof first === 'number' ? first : first.id
  await knex('orders').insert([
    { customer_id: id, total: 12.5, state: 'new' },
    { customer_id: id, total: 0.1, state: 'paid' },
  ])
  await knex.batchInsert('customer', [{ name: 'Bob' }, { name: 'Eve', mail: 'eve@example.org', is_active: false }], 1)
  // what fails inside of a nested transaction is taken back alone
  await knex
    .transaction(async (inner) => {
      await inner('customer').insert({ name: 'nobody' })
      await inner('customer').insert({ name: 'twice', mail: 'eve@example.org' })
    })
    .catch(() => undefined)
  await knex.transaction((inner) => inner('customer').where({ name: 'Bob' }).update({ born: new Date('2001-02-03T04:05:06Z') }))
  const customers: Customer[] = await knex<Customer>('customer').select('id', 'name').orderBy('id')
  for (const customer of customers.filter(({ name }) => name !== 'Eve'))
    await knex('orders').insert({ customer_id: customer.id, total: customers.length })
  if (!(await knex.schema.hasColumn('customer', 'mail'))) throw new Error('no column mail')
  if (await knex.schema.hasTable('nothing')) throw new Error('a table that is not there')
}

export async function down(knex: Knex): Promise<void> {
  await knex('orders').del()
  await knex('customer').whereIn('name', ['Bob', 'Eve']).orWhere('name', 'like', '%Ada').del()
}
