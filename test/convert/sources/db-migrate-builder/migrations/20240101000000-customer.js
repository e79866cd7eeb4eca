'use strict'

var dbm
var type
var seed
var Promise

exports.setup = function (options, seedLink) {
  dbm = options.dbmigrate
  type = dbm.dataType
  seed = seedLink
  Promise = options.Promise
}

exports.up = function (db) {
  return db
    .createTable('customer', {
      id: { type: type.INTEGER, primaryKey: true, notNull: true },
      name: { type: type.STRING, length: 100, notNull: true },
      rate: { type: type.DECIMAL, length: '10,2' },
    })
    .then(() => db.addIndex('customer', 'customer_name', ['name'], true))
    .then(() => db.insert('customer', ['id', 'name'], [1, "it's; Ada"]))
}

exports.down = (db) => db.dropTable('customer')

exports._meta = { version: 1 }
