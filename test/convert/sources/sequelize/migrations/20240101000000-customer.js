'use strict'

/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.sequelize.query(`
CREATE TABLE customer (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL -- don't split here; really
);
    `)
    await queryInterface.sequelize.query('INSERT INTO customer (id, name) VALUES (1, \'Ada; of London\'), (2, \'it\'\'s -- Bob\');', { raw: true })
  },

  async down(queryInterface, Sequelize) {
    await queryInterface.sequelize.query('DROP TABLE customer')
  },
}
