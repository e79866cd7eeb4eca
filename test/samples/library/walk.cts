import core = require('@mig/core')
import dag = require('@mig/dag')
import db = require('@mig/database')

async function main(): Promise<void> {
  const repository = await dag.DagRepository.open('./migrations')
  const database = await db.connect('sqlite:./app.db')
  const migrator = new core.Migrator({
    repository,
    database,
    operations: () => import('@mig/schema'),
    adoption: () => import('@mig/convert'),
  })
  try {
    const { applied } = await migrator.upgrade('heads')
    if (applied.join() !== '30aaeaf5a3d7,8f2f1571d55b') throw new Error(`applied ${applied.join()}`)
    const failure: unknown = await migrator.upgrade('nowhere').catch((error: unknown) => error)
    if (!core.isMigError(failure, 'MIG_TARGET_UNKNOWN')) throw failure
  } finally {
    await database[Symbol.asyncDispose]()
  }
}

void main().catch((error: unknown) => {
  throw error
})
