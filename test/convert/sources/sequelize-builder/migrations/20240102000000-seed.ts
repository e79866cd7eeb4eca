import { QueryInterface, QueryTypes } from 'sequelize'

export default {
  async up(queryInterface: QueryInterface): Promise<void> {
    const { sequelize } = queryInterface
    const createdAt = new Date('2001-02-03T04:05:06Z')
    await queryInterface.bulkInsert('customer', [
      { name: "it's ?; \\ :Ada $1", marks: JSON.stringify({ a: [1, null] }), createdAt, state: 'new', isActive: true },
      { name: 'Bob', marks: null, createdAt, state: "it's old", isActive: false },
    ])
    const rows = await sequelize.query<{ id: number }>('SELECT id FROM customer WHERE name <> :name ORDER BY id', {
      replacements: { name: 'Bob' },
      type: QueryTypes.SELECT,
    })
    for (const { id } of rows)
      await sequelize.query('INSERT INTO orders (id, customer_id, total) VALUES ($order, $id, $id + 0)', { bind: { order: 10, id }, type: QueryTypes.INSERT })
    // what its own transaction takes back is gone; what another one keeps stays
    await sequelize
      .transaction(async (transaction) => {
        await queryInterface.bulkInsert('orders', [{ id: 11 }], { transaction })
        await queryInterface.bulkInsert('orders', [{ id: 10 }], { transaction })
      })
      .catch((error: { name: string }) => {
        if (error.name !== 'SequelizeUniqueConstraintError') throw error
      })
    await sequelize.transaction(async (transaction) => {
      await queryInterface.bulkUpdate('customer', { name: 'Eve' }, { name: 'Bob' }, { transaction })
    })
    const columns = await queryInterface.describeTable('orders')
    if (!columns['total']) throw new Error('no column total')
  },

  async down(queryInterface: QueryInterface): Promise<void> {
    await queryInterface.bulkDelete('orders', {})
    await queryInterface.bulkDelete('customer', { name: ['Eve', "it's ?; \\ :Ada $1"] })
  },
}
