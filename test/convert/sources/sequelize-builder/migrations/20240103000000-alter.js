module.exports = {
  up: async (queryInterface, { DataTypes, literal }) => {
    await queryInterface.addColumn('orders', 'note', { type: DataTypes.STRING(40), allowNull: false, defaultValue: "it's new" })
    await queryInterface.renameColumn('orders', 'total', 'amount')
    await queryInterface.changeColumn('orders', 'note', { type: DataTypes.TEXT, allowNull: true })
    await queryInterface.sequelize.query("UPDATE orders SET note = 'a; b'")
    await queryInterface.bulkUpdate('orders', { amount: literal('amount + 1') }, { id: 10 })
  },
  down: async (queryInterface) => {
    await queryInterface.renameColumn('orders', 'amount', 'total')
    await queryInterface.removeColumn('orders', 'note')
  },
}
