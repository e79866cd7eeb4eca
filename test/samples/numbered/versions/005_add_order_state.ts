// add the state of an order
import type { Operations } from '@mig/schema'

export async function upgrade(op: Operations): Promise<void> {
  await op.addColumn('orders', 'state', { type: 'varchar', length: 20, nullable: false, default: 'new' })
  await op.createIndex('orders_state', 'orders', { columns: ['state', 'placed_at'] })
}

export async function downgrade(op: Operations): Promise<void> {
  await op.dropIndex('orders_state', { table: 'orders' })
  await op.dropColumn('orders', 'state')
}
