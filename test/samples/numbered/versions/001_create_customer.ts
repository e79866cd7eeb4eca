// create customer
import type { Operations } from '@mig/schema'

export async function upgrade(op: Operations): Promise<void> {
  await op.createTable('customer', {
    id: { type: 'integer', primaryKey: true, autoIncrement: true },
    name: { type: 'varchar', length: 80, nullable: false },
    email: { type: 'varchar', length: 120 },
    city: { type: 'varchar', length: 60, default: "it's unknown" },
  })
}

export async function downgrade(op: Operations): Promise<void> {
  await op.dropTable('customer')
}
