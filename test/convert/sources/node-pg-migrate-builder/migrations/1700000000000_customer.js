exports.shorthands = {
  id: { type: 'serial', primaryKey: true },
  moment: { type: 'timestamptz', notNull: true, default: '2020-01-02T03:04:05Z' },
}

exports.up = (pgm) => {
  pgm.createType('state', ['new', "it's paid"])
  pgm.createTable('customer', {
    id: 'id',
    name: { type: 'varchar(100)', notNull: true, comment: "it's a name; really" },
    born: 'moment',
    state: { type: 'state', notNull: true, default: 'new' },
    tags: { type: 'text[]', default: pgm.func("'{}'") },
  })
  pgm.createIndex('customer', ['name', 'state'], { unique: true, where: "state <> 'new'" })
  pgm.createFunction(
    'twice',
    [{ name: 'x', type: 'integer' }],
    { returns: 'integer', language: 'plpgsql', behavior: 'IMMUTABLE' },
    'BEGIN\n  RETURN x * 2; -- a body; with semicolons\nEND;',
  )
}
