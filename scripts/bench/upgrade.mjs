import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../lib/run.mjs'
import { benchServers } from './servers.mjs'
import { interleave, median, ms, pairedRatio, printRow, timeProcess, times } from './measure.mjs'

const mig = join(root, 'packages/cli/dist/bundle/mig.cjs')
const bare = fileURLToPath(new URL('bare-script.mjs', import.meta.url))
const count = 1_000
const goals = { sqlite: 1.25, postgres: 1.15, mysql: 1.15 }

/** 1,000 SQL migrations, a table and an index each, against a bare script with the same driver; and the no-op afterwards. */
export default async function measureUpgrade() {
  console.log(
    `upgrade: ${count.toLocaleString('en')} SQL migrations against a bare script that runs the same statements and one ledger write each`,
  )
  const cwd = await mkdtemp(join(tmpdir(), 'mig-bench-'))
  try {
    await writeRepository(cwd)
    for (const server of await benchServers()) {
      const fresh = async (run) => {
        const { url, dispose } = await server.create()
        try {
          return await run(url)
        } finally {
          await dispose()
        }
      }
      const found = await interleave(
        {
          mig: () => fresh((url) => timeProcess(process.execPath, [mig, 'upgrade', 'head', '--quiet', '--database', url], { cwd })),
          bare: () => fresh((url) => timeProcess(process.execPath, [bare, url, join(cwd, 'migrations/versions')], { cwd: root })),
        },
        5,
      )
      printRow(
        `mig upgrade, ${server.name}`,
        `${ms(median(found.mig))} ${times(pairedRatio(found.mig, found.bare))}   (goal ${goals[server.dialect]} ×)`,
      )
      await fresh(async (url) => {
        await timeProcess(process.execPath, [mig, 'upgrade', 'head', '--quiet', '--database', url], { cwd })
        const idle = await interleave(
          {
            upgrade: () => timeProcess(process.execPath, [mig, 'upgrade', 'head', '--database', url], { cwd }),
            current: () => timeProcess(process.execPath, [mig, 'current', '--database', url], { cwd }),
          },
          11,
        )
        printRow(
          `no-op upgrade over mig current, ${server.name}`,
          `${ms(median(idle.upgrade))} ${times(pairedRatio(idle.upgrade, idle.current))}   (goal 1.3 ×)`,
        )
      })
    }
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

async function writeRepository(cwd) {
  await mkdir(join(cwd, 'migrations/versions'), { recursive: true })
  await writeFile(join(cwd, 'mig.config.json'), JSON.stringify({ mode: 'dag', repository: './migrations', database: 'sqlite:./unused.db' }))
  for (let index = 1; index <= count; index++) {
    const id = String(index).padStart(12, '0')
    const parent = index === 1 ? '' : ` ${String(index - 1).padStart(12, '0')}`
    const body = `CREATE TABLE t${index} (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);\nCREATE INDEX t${index}_name ON t${index} (name);\n`
    await writeFile(
      join(cwd, `migrations/versions/${id}_t${index}.sql`),
      `-- t${index}\n-- revision: ${id}\n-- down revision:${parent}\n\n-- migrate:up\n${body}`,
    )
  }
}
