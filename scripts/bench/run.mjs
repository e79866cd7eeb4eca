// npm run bench [-- startup|upgrade|graph|headers …]: figures as ratios within one run, so that a slow machine does not matter.
import { ensureBuilt } from '../lib/ensure-built.mjs'

const parts = { startup: './startup.mjs', upgrade: './upgrade.mjs', graph: './graph.mjs', headers: './headers.mjs' }
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const unknown = wanted.filter((part) => !(part in parts))
if (unknown.length > 0) {
  console.error(`no benchmark '${unknown.join("', '")}'; there are: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
await ensureBuilt()
for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const { default: measure } = await import(parts[part])
  await measure()
}
