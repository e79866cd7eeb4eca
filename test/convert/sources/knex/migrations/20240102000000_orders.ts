import type { Knex } from 'knex'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export async function up(knex: Knex): Promise<void> {
  await knex.raw(readFileSync(join(__dirname, 'sql', 'orders.sql'), 'utf8'))
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE orders')
}
