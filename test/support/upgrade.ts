import { Migrator } from '@mig/core'
import { DagRepository } from '@mig/dag'
import { connect } from '@mig/database'

/**
 * A process of its own that upgrades a database: `URL REPOSITORY [LEASE_MS]`. Says `started` when the first step runs, then the
 * outcome as one line of JSON; exits as the command line would.
 */
const [url = '', repository = '', leaseMs] = process.argv.slice(2)
const database = await connect(url, leaseMs === undefined ? {} : { leaseMs: Number(leaseMs) })
const migrator = new Migrator({
  repository: await DagRepository.open(repository),
  database,
  onEvent: (event) => {
    if (event.type === 'step-started') process.stdout.write('started\n')
  },
})
try {
  const { applied } = await migrator.upgrade('head')
  process.stdout.write(`${JSON.stringify({ applied })}\n`)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: error instanceof Error && 'code' in error ? error.code : String(error) })}\n`)
  process.exitCode = 1
}
await database[Symbol.asyncDispose]()
