import type { MigrationBuilder } from 'node-pg-migrate'

export async function up(pgm: MigrationBuilder): Promise<void> {
  pgm.noTransaction()
  pgm.sql('CREATE INDEX CONCURRENTLY orders_state ON orders (state)')
}

export async function down(pgm: MigrationBuilder): Promise<void> {
  pgm.sql('DROP INDEX orders_state')
}
