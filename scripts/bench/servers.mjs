import { join } from 'node:path'
import { root } from '../lib/run.mjs'
import { importFile } from '../../packages/script/dist/index.js'

/** The databases that the tests use, found in the same order; see test/support. */
export async function benchServers() {
  const { databases } = await importFile(join(root, 'test/support/servers.ts'))
  return databases
}
