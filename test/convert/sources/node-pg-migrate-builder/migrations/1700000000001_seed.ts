import { MigrationBuilder, ColumnDefinitions } from 'node-pg-migrate'

export const shorthands: ColumnDefinitions | undefined = { id: { type: 'serial', primaryKey: true } }

export async function up(pgm: MigrationBuilder): Promise<void> {
  // asked at once, before what is collected is sent
  const [{ count }] = await pgm.db.select("SELECT count(*)::int AS count FROM pg_type WHERE typname = 'state'")
  await pgm.db.query('INSERT INTO customer (name, tags) VALUES ($1, $2)', [`of ${count}`, ['a "b"', '\\']])
  pgm.sql("INSERT INTO customer (name, state) VALUES ('{name}', 'it''s paid'); UPDATE customer SET born = now() WHERE id < 0", { name: 'Ada' })
  pgm.createTable('orders', { id: 'id', customer: { type: 'integer', references: 'customer', onDelete: 'CASCADE' } })
}

export async function down(pgm: MigrationBuilder): Promise<void> {
  pgm.dropTable('orders')
  pgm.sql('DELETE FROM customer')
}
