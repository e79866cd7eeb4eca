import { connect } from '@mig/database'

/** A process of its own that takes the migration lock of the URL in its arguments, says so, and keeps it until it is killed. */
const database = await connect(process.argv[2] ?? '')
await database.exclusively({ waitMs: 30_000 }, async () => {
  process.stdout.write('held\n')
  await new Promise((resolve) => setTimeout(resolve, 600_000))
})
