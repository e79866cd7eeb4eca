import { ensureInstalled } from './lib/ensure-installed.mjs'
import { bin, run } from './lib/run.mjs'

await ensureInstalled()
await run(bin('oxlint'), ['--config', '.oxlintrc.json', '--deny-warnings', 'packages', 'scripts', 'test'])
await run(bin('prettier'), ['--config', '.prettierrc.json', '--check', '--log-level', 'warn', 'packages', 'scripts', 'test'])
