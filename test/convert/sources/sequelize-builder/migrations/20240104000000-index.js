// PostgreSQL takes CONCURRENTLY outside of a transaction alone
module.exports = {
  up: async (queryInterface) => {
    const concurrently = queryInterface.sequelize.getDialect() === 'postgres'
    await queryInterface.addIndex('customer', ['state'], { name: 'customer_state', concurrently })
    const transaction = await queryInterface.sequelize.transaction()
    await queryInterface.bulkInsert('orders', [{ id: 20, note: 'gone' }], { transaction })
    await transaction.rollback()
  },
  down: (queryInterface) => queryInterface.removeIndex('customer', 'customer_state'),
}
