import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '@mig/database'
import { bundleProgram } from '../support/bundle-program.js'

/** Runs the upgrade in a process of its own and kills it while the server runs a statement with that text. */
export async function killWhile(url: string, repository: string, text: string): Promise<void> {
  const program = await bundleProgram(join('faults', 'kill-program.ts'))
  const child = spawn(process.execPath, [program, url, repository, 'upgrade', 'head', 'null'], {
    stdio: 'ignore',
  })
  try {
    // A routine that is being created is not run yet, though its text holds the statement.
    while (!(await running(url)).some((statement) => statement.includes(text) && !/^\s*create\b/i.test(statement))) {
      if (child.exitCode !== null) throw new Error(`the upgrade ended with ${child.exitCode}`)
      await sleep(20)
    }
  } finally {
    child.kill('SIGKILL')
  }
}

async function running(url: string): Promise<readonly string[]> {
  await using database = await connect(url)
  await using session = await database.session()
  const sql =
    database.dialect === 'postgres'
      ? "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
      : "SELECT info AS query FROM information_schema.processlist WHERE db = DATABASE() AND command <> 'Sleep' AND id <> CONNECTION_ID()"
  return (await session.query<{ query: string }>(sql)).map(({ query }) => query)
}
