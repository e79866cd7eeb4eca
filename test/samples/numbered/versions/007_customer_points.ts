// collect points
import type { Operations } from '@mig/schema'

export async function upgrade(op: Operations): Promise<void> {
  await op.addColumn('customer', 'points', { type: 'integer', nullable: false, default: 0 })
  await op.execute`UPDATE customer SET points = ${10} WHERE city = ${'Leiden'}`
}

export async function downgrade(op: Operations): Promise<void> {
  await op.dropColumn('customer', 'points')
}
