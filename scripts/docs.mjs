// npm run docs: writes the generated pages. With --check it compares and fails when one is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ensureBuilt } from './lib/ensure-built.mjs'
import { renderCommands } from './lib/render-commands.mjs'
import { renderOperations } from './lib/render-operations.mjs'
import { renderSchemaReadme } from './lib/render-schema-readme.mjs'
import { renderSources } from './lib/render-sources.mjs'
import { root } from './lib/run.mjs'

await ensureBuilt()
const { errorCodes } = await import('../packages/core/dist/index.js')
const { globalOptions } = await import('../packages/cli/dist/command.js')
const { commandFiles } = await import('../packages/cli/dist/commands/index.js')
const commands = await Promise.all(Object.values(commandFiles).map((load) => load()))
const { importFile } = await import('../packages/script/dist/index.js')
const { numberedFormats, presets } = await import('../packages/convert/dist/index.js')

const pages = [
  { name: 'packages/core/docs/errors.md', text: renderErrors(errorCodes) },
  { name: 'packages/cli/docs/commands.md', text: renderCommands(commands, globalOptions) },
  { name: 'packages/convert/docs/sources.md', text: renderSources(presets, numberedFormats) },
  { name: 'packages/schema/docs/operations.md', text: await renderOperations(importFile) },
  { name: 'packages/schema/README.md', text: await renderSchemaReadme(importFile) },
]
for (const { name, text } of pages) {
  const page = join(root, name)
  if (!process.argv.includes('--check')) {
    await mkdir(dirname(page), { recursive: true })
    await writeFile(page, text)
  } else if ((await readFile(page, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is out of date: run npm run docs`)
    process.exitCode = 1
  }
}

function renderErrors(codes) {
  const rows = Object.entries(codes).map(([code, { exit, meaning, remedy }]) => `| \`${code}\` | ${exit} | ${meaning} | ${remedy} |`)
  return `# Error codes

Every failure that mig foresees is a \`MigError\` with one of these codes, typed \`details\` and a \`hint\`. Exit codes of the command:
0 done, or nothing to do · 1 tried and failed · 2 the request is wrong, nothing was touched · 3 a check found something · 70 a bug in mig.

This page is generated from \`packages/core/src/errors/codes.ts\` by \`npm run docs\`.

| code | exit | what is true | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}
