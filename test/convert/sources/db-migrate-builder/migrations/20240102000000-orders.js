var dbm
var type
exports.setup = function (options) {
  dbm = options.dbmigrate
  type = dbm.dataType
}

// the way of the tool before it knew promises
exports.up = function (db, callback) {
  db.createTable('orders', { columns: { id: { type: 'int', primaryKey: true }, customer: type.INTEGER }, ifNotExists: true }, function (error) {
    if (error) return callback(error)
    db.all('SELECT id FROM customer', function (failed, rows) {
      if (failed) return callback(failed)
      db.runSql('INSERT INTO orders (id, customer) VALUES (?, ?)', [rows.length * 10, rows[0].id], function (last) {
        if (last) return callback(last)
        db.addColumn('orders', 'note', { type: 'string', length: 20, defaultValue: 'none' }, callback)
      })
    })
  })
}

exports.down = function (db, callback) {
  db.dropTable('orders', callback)
}
