/** An operation with an example: the page of the operations shows what each makes of it, and a test runs them one after the other. */
export interface OperationExample {
  readonly title: string
  readonly about: string
  /** Statements of a script; `op` and `sql` are in scope. */
  readonly source: string
}

export const examples: readonly OperationExample[] = [
  {
    title: 'createTable',
    about:
      'Creates a table with all that belongs to it. A primary key of several columns, or one with a name, stands in the options. Also: `exclusions`, `ifNotExists`, `engine` and `collation` (MySQL), `strict` and `withoutRowid` (SQLite); of a column: `collation`, `generated`, `identity` (PostgreSQL), `onUpdate` (MySQL).',
    source: `await op.createTable('customer', {
  id: { type: 'integer', primaryKey: true, autoIncrement: true },
  name: { type: 'varchar', length: 50, nullable: false, comment: 'as on the bill' },
  joined: { type: 'timestamp', default: sql\`CURRENT_TIMESTAMP\` },
})
await op.createTable(
  'orders',
  {
    id: { type: 'integer', nullable: false },
    customer_id: { type: 'integer', nullable: false },
    state: { type: 'varchar', length: 20, default: "it's new" },
    amount: { type: 'decimal', precision: 10, scale: 2, nullable: false, default: 0 },
    doubled: { type: 'decimal', precision: 11, scale: 2, generated: { expression: 'amount * 2', stored: true } },
  },
  {
    primaryKey: { name: 'orders_key', columns: ['id'] },
    checks: [{ name: 'orders_amount', expression: 'amount >= 0' }],
    uniques: [{ name: 'orders_state', columns: ['customer_id', 'state'] }],
    foreignKeys: [{ name: 'orders_customer', columns: ['customer_id'], references: { table: 'customer', columns: ['id'] }, onDelete: 'CASCADE' }],
    indexes: [{ name: 'orders_by_amount', columns: [{ column: 'amount', descending: true }] }],
    comment: 'open and closed ones',
  },
)
await op.createTable('tag', { a: { type: 'integer', nullable: false }, b: { type: 'text' } })`,
  },
  {
    title: 'bulkInsert',
    about: 'Inserts rows, many in one statement; values are bound. Every row has the same columns.',
    source: `await op.bulkInsert('customer', [
  { id: 1, name: 'Ann' },
  { id: 2, name: "D'Arcy" },
])`,
  },
  {
    title: 'execute',
    about: 'Runs one statement and says how many rows it changed. Values of a template are bound.',
    source: `await op.execute\`UPDATE customer SET name = \${'Anna'} WHERE id = \${1}\`
await op.execute('DELETE FROM orders')`,
  },
  {
    title: 'renameTable',
    about: 'Keys, indexes and references stay.',
    source: `await op.renameTable('tag', 'label')
await op.renameTable('label', 'tag')`,
  },
  {
    title: 'commentTable',
    about: '`null` takes the comment away. SQLite keeps none.',
    source: `await op.commentTable('customer', "who we 'know'")`,
  },
  {
    title: 'addColumn',
    about:
      'A column that takes no NULL and has no default is refused where there are rows. `ifNotExists`: PostgreSQL and MariaDB; MySQL has no such words, and the operation is refused there.',
    source: `await op.addColumn('customer', 'email', { type: 'varchar', length: 255 })
await op.addColumn('customer', 'city', { type: 'text', nullable: true, comment: 'for the post' })`,
  },
  {
    title: 'alterColumn: a new name',
    about: 'On every database by the server itself; what refers to the column follows.',
    source: `await op.alterColumn('customer', 'email', { name: 'mail' })`,
  },
  {
    title: 'alterColumn: type, nullability, default',
    about:
      'What is not named stays as it is, and so do the rows: a change that would not keep a value (a longer text, a digit, a time of day, leading zeros) is refused before it touches anything, and names how many rows and one of them. MySQL repeats the whole definition; it is read from the database, and offline `existing` gives it. SQLite rebuilds the table.',
    source: `await op.alterColumn('customer', 'name', {
  type: 'varchar', length: 200, nullable: false, default: 'nobody',
  existing: { type: 'varchar', length: 50, nullable: false, comment: 'as on the bill' },
})`,
  },
  {
    title: 'alterColumn: using',
    about:
      'PostgreSQL: how old values become new ones, where the server does not know it. Refused elsewhere: there an UPDATE before or after does it.',
    source: `await op.alterColumn('customer', 'mail', {
  type: 'text', using: 'lower(mail)',
  existing: { type: 'varchar', length: 255 },
})`,
  },
  {
    title: 'dropColumn',
    about: 'What it held is lost. `ifExists`: PostgreSQL and MariaDB.',
    source: `await op.dropColumn('customer', 'city')`,
  },
  {
    title: 'createIndex',
    about:
      'Columns, with `descending`, `collation`, `length` (MySQL), `opclass` (PostgreSQL), or expressions; `unique`, `using`, `ifNotExists`.',
    source: `await op.createIndex('customer_name', 'customer', { columns: ['name', { column: 'id', descending: true }], unique: true })`,
  },
  {
    title: 'createIndex: partial, on an expression',
    about: 'MySQL has no partial indexes, MariaDB none on expressions.',
    source: `await op.createIndex('customer_mail', 'customer', { columns: [sql\`lower(mail)\`], where: 'mail IS NOT NULL' })`,
  },
  {
    title: 'createIndex: concurrently',
    about:
      'PostgreSQL: without blocking writers. The script must run without a transaction (`export const transaction = false`). The other databases do not know the word and create the index.',
    source: `await op.createIndex('orders_state_index', 'orders', { columns: ['state'], concurrently: true })`,
  },
  {
    title: 'dropIndex',
    about: 'MySQL needs the table. Also: `ifExists`, `concurrently` (PostgreSQL).',
    source: `await op.dropIndex('customer_name', { table: 'customer' })`,
  },
  {
    title: 'createPrimaryKey',
    about: 'The names of primary keys are forgotten by MySQL. SQLite rebuilds the table.',
    source: `await op.createPrimaryKey('tag', ['a'], { name: 'tag_key' })`,
  },
  {
    title: 'createForeignKey',
    about: 'Also `onUpdate`, `deferrable` (PostgreSQL, SQLite). SQLite rebuilds the table.',
    source: `await op.createForeignKey('tag', { name: 'tag_customer', columns: ['a'], references: { table: 'customer', columns: ['id'] }, onDelete: 'CASCADE' })`,
  },
  {
    title: 'createUniqueConstraint',
    about: 'SQLite rebuilds the table.',
    source: `await op.createUniqueConstraint('customer', { name: 'customer_unique', columns: ['id', 'name'] })`,
  },
  {
    title: 'createCheckConstraint',
    about: 'The expression is SQL, as it is. SQLite rebuilds the table.',
    source: `await op.createCheckConstraint('customer', { name: 'customer_check', expression: "name <> ''" })`,
  },
  {
    title: 'createExclusionConstraint',
    about:
      'PostgreSQL: no two rows for which all comparisons hold. What these words cannot say is given as the server writes it: `{ name, sql: "EXCLUDE USING gist (net inet_ops WITH &&) DEFERRABLE" }`.',
    source: `await op.createExclusionConstraint('customer', { name: 'customer_one', using: 'btree', elements: [{ column: 'id', with: '=' }], where: "name = 'only'" })`,
  },
  {
    title: 'dropConstraint',
    about:
      'By its name, a primary key also by its type. On MySQL `type` says what it is: each kind has a statement of its own. `ifExists`: PostgreSQL and MariaDB.',
    source: `await op.dropConstraint('tag', 'tag_customer', { type: 'foreignKey' })
await op.dropConstraint('customer', 'customer_check', { type: 'check' })
await op.dropConstraint('customer', 'customer_unique', { type: 'unique' })
await op.dropConstraint('tag', 'tag_key', { type: 'primaryKey' })`,
  },
  {
    title: 'batchAlterTable',
    about:
      'Several changes of one table: one rebuild on SQLite, one after the other elsewhere. Online the table is looked at; for a script of `--sql`, `existing` gives what `.schema tag` of sqlite3 prints, and the script refuses to run where the table is another.',
    source: `await op.batchAlterTable(
  'tag',
  (table) => {
    table.alterColumn('b', { nullable: false, existing: { type: 'text' } })
    table.createUniqueConstraint({ name: 'tag_ab', columns: ['a'] })
  },
  { existing: 'CREATE TABLE "tag" ("a" integer NOT NULL, "b" text)' },
)`,
  },
  {
    title: 'createView',
    about: 'The SELECT is SQL, as it is. Also: `replace`, `materialized` (PostgreSQL).',
    source: `await op.createView('known', 'SELECT id, name FROM customer')`,
  },
  { title: 'dropView', about: 'Also: `ifExists`, `materialized` (PostgreSQL).', source: `await op.dropView('known')` },
  {
    title: 'createEnum',
    about: "PostgreSQL. On MySQL an enum is a column's type, `{ type: \"enum('sad','ok')\" }`; SQLite takes a text with a check.",
    source: `await op.createEnum('mood', ['sad', 'ok'])`,
  },
  {
    title: 'alterEnum',
    about:
      'PostgreSQL: values are added and renamed; none can be taken away. On MySQL the column gets another type, and a value another name in three steps: add the new one, `UPDATE`, take the old one out.',
    source: `await op.alterEnum('mood', { rename: [{ from: 'sad', to: 'blue' }], add: [{ value: 'happy', after: 'ok' }] })`,
  },
  { title: 'dropEnum', about: 'PostgreSQL. Also: `ifExists`.', source: `await op.dropEnum('mood')` },
  {
    title: 'createSequence',
    about: 'PostgreSQL and MariaDB. Also: `minValue`, `maxValue`, `cycle`, `ifNotExists`.',
    source: `await op.createSequence('ticket', { start: 100, increment: 5 })`,
  },
  { title: 'dropSequence', about: 'PostgreSQL and MariaDB. Also: `ifExists`.', source: `await op.dropSequence('ticket')` },
  { title: 'dropTable', about: 'What it held is lost. Also: `ifExists`.', source: `await op.dropTable('orders')` },
]
