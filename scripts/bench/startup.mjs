import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../lib/run.mjs'
import { benchServers } from './servers.mjs'
import { interleave, median, ms, pairedRatio, printRow, timeProcess, times } from './measure.mjs'

const mig = join(root, 'packages/cli/dist/bundle/mig.cjs')
/** What `mig current` may cost, as a multiple of `node -e 0`. */
const goals = { sqlite: 1.9, postgres: 3.0, mysql: 4.2 }

/** `mig current` as a whole process against a bare Node start, per database. */
export default async function measureStartup() {
  console.log('start-up: whole processes, as multiples of `node -e 0`')
  for (const server of await benchServers()) {
    const { url, dispose } = await server.create()
    const cwd = await mkdtemp(join(tmpdir(), 'mig-bench-'))
    try {
      await mkdir(join(cwd, 'migrations/versions'), { recursive: true })
      await writeFile(join(cwd, 'mig.config.json'), JSON.stringify({ mode: 'dag', repository: './migrations', database: url }))
      const header =
        '-- first\n-- revision: 30aaeaf5a3d7\n-- down revision:\n\n-- migrate:up\nCREATE TABLE account (id INTEGER PRIMARY KEY);\n'
      await writeFile(join(cwd, 'migrations/versions/30aaeaf5a3d7_first.sql'), header)
      await timeProcess(process.execPath, [mig, 'upgrade', 'head'], { cwd })
      const found = await interleave(
        {
          node: () => timeProcess(process.execPath, ['-e', '0'], { cwd }),
          current: () => timeProcess(process.execPath, [mig, 'current'], { cwd }),
        },
        21,
      )
      const ratio = pairedRatio(found.current, found.node)
      printRow(`mig current, ${server.name}`, `${ms(median(found.current))} ${times(ratio)}   (goal ${goals[server.dialect]} ×)`)
    } finally {
      await rm(cwd, { recursive: true, force: true })
      await dispose()
    }
  }
}
