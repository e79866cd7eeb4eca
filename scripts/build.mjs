import { ensureBuilt } from './lib/ensure-built.mjs'

await ensureBuilt({ quiet: !process.argv.includes('--verbose') })
