import { Migrator, isMigError } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'

const repository = await DagRepository.open('./migrations')
const database = await connect('sqlite:./app.db')
const migrator = new Migrator({
  repository,
  database,
  operations: () => import('@mig/schema'),
  adoption: () => import('@mig/convert'),
})
try {
  const { applied } = await migrator.upgrade('heads')
  if (applied.join() !== '30aaeaf5a3d7,8f2f1571d55b') throw new Error(`applied ${applied.join()}`)
  const failure: unknown = await migrator.upgrade('nowhere').catch((error: unknown) => error)
  if (!isMigError(failure, 'MIG_TARGET_UNKNOWN')) throw failure
} finally {
  await database[Symbol.asyncDispose]()
}
