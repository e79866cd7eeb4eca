// npm run docs: writes the generated pages. With --check it compares and fails when one is out of date.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuilt } from './lib/ensure-built.mjs'
import { root } from './lib/run.mjs'

await ensureBuilt()
const { errorCodes } = await import('../packages/core/dist/index.js')

const page = join(root, 'packages/core/docs/errors.md')
const text = renderErrors(errorCodes)
if (process.argv.includes('--check')) {
  const found = await readFile(page, 'utf8').catch(() => '')
  if (found !== text) {
    console.error('packages/core/docs/errors.md is out of date: run npm run docs')
    process.exit(1)
  }
} else {
  await writeFile(page, text)
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
