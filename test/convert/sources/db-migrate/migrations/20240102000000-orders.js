var dbm
exports.setup = function (options) {
  dbm = options.dbmigrate
}
exports.up = function (db, callback) {
  db.runSql('CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY)', callback)
}
exports.down = function (db, callback) {
  db.runSql('DROP TABLE orders', [], callback)
}
