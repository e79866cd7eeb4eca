// npm run demo: the main job on an embedded SQLite database. Every command is printed before its output.
import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { ensureBuilt } from './lib/ensure-built.mjs'
import { root } from './lib/run.mjs'

await ensureBuilt()
const started = performance.now()
const mig = join(root, 'packages/cli/dist/bundle/mig.cjs')
const sample = join(root, 'test/samples/numbered')
const folder = join(tmpdir(), 'mig-demo')
const emphasise = (style, text) => (process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text)

await rm(folder, { recursive: true, force: true })
await mkdir(folder)
say('A team has a numbered repository, and a database that reached version 5.')
show(`cd ${folder}`)
show(`alias mig='node ${mig}'`)
show(`cp -r ${sample} numbered`)
await cp(sample, join(folder, 'numbered'), { recursive: true })
const collision = (await readdir(join(folder, 'numbered/versions')))
  .filter((name) => name.startsWith('007_'))
  .sort()
  .at(-1)
const held = join(folder, collision)
show(`mv numbered/versions/${collision} .    # it arrives later`)
await cp(join(folder, 'numbered/versions', collision), held)
await rm(join(folder, 'numbered/versions', collision))
await command('upgrade 5 --mode linear --repository ./numbered --database sqlite:./app.db')

say('Then two people take number 7. Linear mode refuses to guess which one is meant.')
show(`mv ${collision} numbered/versions/`)
await cp(held, join(folder, 'numbered/versions', collision))
await rm(held)
await command('upgrade --mode linear --repository ./numbered --database sqlite:./app.db', 2)

say('Convert the repository. Both files become a branch and a merge; the schema is proved equal after every number.')
await command('convert ./numbered --to ./migrations')

say('The first upgrade finds the old version table, compares the schema, takes the database over and goes on.')
const config = `${JSON.stringify({ mode: 'dag', repository: './migrations', database: 'sqlite:./app.db' }, null, 2)}\n`
await writeFile(join(folder, 'mig.config.json'), config)
show(`cat mig.config.json`)
writeSync(1, config)
await command('upgrade head')
await command('history --graph')
await command('current')

say('The adopted database equals a fresh one.')
await command('upgrade head --database sqlite:./fresh.db --quiet')
await command('compare sqlite:./app.db sqlite:./fresh.db')
console.log(`\n${emphasise('green', 'done')} in ${((performance.now() - started) / 1000).toFixed(1)} s; everything is in ${folder}`)

function say(text) {
  writeSync(1, `\n${emphasise('bold', text)}\n`)
}

function show(text) {
  writeSync(1, `${emphasise('cyan', `$ ${text}`)}\n`)
}

/** Prints and runs one mig command; the demo ends when its exit code is another than expected. */
function command(text, expected = 0) {
  show(`mig ${text}`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mig, ...text.split(' ')], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    // One stream, so that what is printed stays in its order.
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => writeSync(1, data))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === expected) resolve()
      else reject(new Error(`mig ${text} exited with ${code}, expected ${expected}`))
    })
  })
}
