module.exports = {
  up: (queryInterface) => queryInterface.sequelize.query('CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY)'),
  down: (queryInterface) => queryInterface.sequelize.query('DROP TABLE orders'),
}
