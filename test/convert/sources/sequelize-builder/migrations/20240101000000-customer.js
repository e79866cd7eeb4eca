'use strict'

/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('customer', {
      id: { allowNull: false, autoIncrement: true, primaryKey: true, type: Sequelize.INTEGER },
      name: { type: Sequelize.STRING(100), allowNull: false, unique: true },
      state: { type: Sequelize.ENUM('new', "it's old"), allowNull: false, defaultValue: 'new' },
      marks: Sequelize.JSON,
      isActive: { type: Sequelize.BOOLEAN, defaultValue: true },
      createdAt: { allowNull: false, type: Sequelize.DATE },
    })
    await queryInterface.createTable('orders', {
      id: { primaryKey: true, type: Sequelize.INTEGER },
      customer_id: {
        type: Sequelize.INTEGER,
        references: { model: 'customer', key: 'id' },
        onUpdate: 'CASCADE',
        onDelete: 'SET NULL',
      },
      total: { type: Sequelize.DECIMAL(10, 2), defaultValue: 0 },
    })
    await queryInterface.addIndex('orders', ['customer_id', 'total'], { name: 'orders_of_customer' })
  },

  async down(queryInterface) {
    await queryInterface.dropTable('orders')
    await queryInterface.dropTable('customer')
    if (queryInterface.sequelize.getDialect() === 'postgres') await queryInterface.sequelize.query('DROP TYPE "enum_customer_state"')
  },
}
