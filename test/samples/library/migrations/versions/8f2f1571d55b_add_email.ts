// add an email column
import type { Operations } from '@mig/schema'

export const revision = '8f2f1571d55b'
export const downRevision = '30aaeaf5a3d7'
export const branchLabels = null
export const dependsOn = null

export async function upgrade(op: Operations) {
  await op.addColumn('account', 'email', { type: 'varchar', length: 255, nullable: true })
}

export async function downgrade(op: Operations) {
  await op.dropColumn('account', 'email')
}
