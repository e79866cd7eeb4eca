import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folderVariable = 'MIG_TEST_RUN_FOLDER'
const processVariable = 'MIG_TEST_RUN_PID'

/** The folder of this test run, shared by its workers: servers that were started note themselves here. */
export function runFolder(): string {
  return (process.env[folderVariable] ??= mkdtempSync(join(tmpdir(), 'mig-test-run-')))
}

/** The process whose end ends the servers. */
export function runProcess(): number {
  return Number((process.env[processVariable] ??= String(process.pid)))
}
