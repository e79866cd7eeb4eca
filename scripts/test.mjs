// npm test [-- PATTERN …]: installs and builds what is missing, then runs every test, or those whose path matches.
import { ensureBuilt } from './lib/ensure-built.mjs'
import { bin, run } from './lib/run.mjs'

await ensureBuilt()
await run(bin('vitest'), ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)])
