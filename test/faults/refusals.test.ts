import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { project, type Project } from '../cli/project.js'
import { runCli } from '../support/run-cli.js'
import { databases } from '../support/servers.js'

const isRoot = process.getuid?.() === 0
const program = fileURLToPath(new URL('../../packages/cli/dist/bundle/mig.cjs', import.meta.url))

for (const server of databases) {
  if (server.dialect === 'sqlite') continue
  const { dialect } = server

  describe(`a ${server.name} that refuses`, () => {
    it('a wrong password says so, without the password, and nothing is touched', async () => {
      await using place = await project('dag', server)
      await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);')
      await withUser(place, 'GRANT', async (url) => {
        // The PostgreSQL of the tests trusts everybody on this machine, whatever the password: here the user himself is refused.
        if (dialect === 'postgres') await execute(place, `ALTER USER ${new URL(url).username} NOLOGIN`)
        const wrong = url.replace(':right@', ':secretive@')
        const refused = await runCli(`upgrade --database ${wrong}`, place.path)
        expect(refused.stderr).not.toContain('secretive')
        expect(refused).toMatchObject({ exitCode: 1 })
        expect(refused.stderr).toContain('[MIG_ACCESS_DENIED]')
        expect(refused.stderr).toContain('Check user and password')
      })
      expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
    })

    it('the right to create tables says so, and goes on once it is granted', async () => {
      await using place = await project('dag', server)
      await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);')
      await withUser(place, 'none', async (url, grant) => {
        const refused = await runCli(`upgrade --database ${url}`, place.path)
        expect(refused).toMatchObject({ exitCode: 1 })
        expect(refused.stderr).toMatch(/denied|permission/)
        expect(refused.stderr).toContain('hint: Grant the right')
        await grant()
        expect(await runCli(`upgrade --database ${url}`, place.path)).toMatchObject({ exitCode: 0 })
      })
    })

    it('every change, being read-only, says so, and goes on when it is not', async () => {
      await using place = await project('dag', server)
      await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);')
      if (dialect === 'mysql') {
        // The whole server would have to be read-only; a session's own switch says the same.
        await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);\nSET SESSION TRANSACTION READ ONLY;\nINSERT INTO a VALUES (1);')
      } else await execute(place, `ALTER DATABASE ${new URL(place.url).pathname.slice(1)} SET default_transaction_read_only = on`)
      const refused = await place.run('upgrade')
      expect(refused).toMatchObject({ exitCode: 1 })
      expect(refused.stderr).toMatch(/read[- ]only/i)
      expect(refused.stderr).toContain('The database can only be read')
      if (dialect === 'mysql') await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);')
      else await execute(place, `ALTER DATABASE ${new URL(place.url).pathname.slice(1)} RESET default_transaction_read_only`, true)
      expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
    })

    it.runIf(existsSync(program))('to be interrupted half-way: the first signal finishes the step, the second cancels it', async () => {
      for (const signals of [1, 2]) {
        await using place = await project('dag', server)
        const nap = dialect === 'postgres' ? 'SELECT pg_sleep(2);' : 'INSERT INTO log SELECT SLEEP(2);'
        await place.revision('aa11', '', `CREATE TABLE log (id INTEGER);\n${nap}`)
        await place.revision('bb22', 'aa11', 'CREATE TABLE b (id INTEGER);')
        const child = spawn(process.execPath, [program, 'upgrade'], { cwd: place.path, stdio: ['ignore', 'pipe', 'pipe'] })
        let errors = ''
        child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
        await sleepsOnServer(place)
        child.kill('SIGINT')
        if (signals === 2) {
          while (!errors.includes('once more cancels it')) await sleep(10)
          child.kill('SIGINT')
        }
        const exitCode = await new Promise((resolve) => child.once('close', resolve))
        expect(exitCode, errors).toBe(1)
        expect(errors).toContain('[MIG_INTERRUPTED]')
        expect(JSON.parse((await place.run('current --json')).stdout)).toMatchObject({ rows: signals === 1 ? ['aa11'] : [] })
        expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
        expect(JSON.parse((await place.run('current --json')).stdout)).toMatchObject({ rows: ['bb22'] })
      }
    })
  })

  async function sleepsOnServer(place: Project): Promise<void> {
    await using database = await connect(place.url)
    await using session = await database.session()
    const sql =
      dialect === 'postgres'
        ? "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
        : "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%SLEEP(2)%' AND id <> CONNECTION_ID()"
    while ((await session.query(sql)).length === 0) await sleep(10)
  }
}

describe('a SQLite file', () => {
  it('that can only be read says so, and goes on when it is not', async () => {
    await using place = await project('dag')
    await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER);')
    await place.revision('bb22', 'aa11', 'CREATE TABLE b (id INTEGER);')
    await place.run('upgrade aa11')
    const refused = await place.run(`upgrade --database sqlite:${place.path}/app.db?mode=ro`)
    expect(refused).toMatchObject({ exitCode: 1 })
    expect(refused.stderr).toContain('The database can only be read')
    expect(await place.run('upgrade')).toMatchObject({ exitCode: 0 })
  })

  const name = 'on a full disk says so, loses nothing, and goes on when there is room'
  const mount = isRoot ? tryMount : undefined
  it.runIf(mount !== undefined)(isRoot ? name : `${name} (skipped: only root can mount a small disk)`, async (context) => {
    await using place = await project('dag')
    const disk = join(place.path, 'disk')
    mkdirSync(disk)
    if (!mount!(disk, '1m')) return context.skip('tmpfs cannot be mounted here')
    try {
      const database = `sqlite:${disk}/app.db`
      await place.revision('aa11', '', 'CREATE TABLE a (id INTEGER, text TEXT);\nINSERT INTO a VALUES (1, NULL);')
      const numbers = 'WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 3000)'
      await place.revision(
        'bb22',
        'aa11',
        `INSERT INTO a VALUES (2, NULL);\n${numbers} INSERT INTO a SELECT value, hex(randomblob(500)) FROM n;`,
      )
      expect(await place.run(`upgrade aa11 --database ${database}`)).toMatchObject({ exitCode: 0 })
      const full = await place.run(`upgrade --database ${database}`)
      expect(full).toMatchObject({ exitCode: 1 })
      expect(full.stderr).toContain('disk is full')
      expect(full.stderr).toContain('Free disk space')
      expect(JSON.parse((await place.run(`current --json --database ${database}`)).stdout)).toMatchObject({ rows: ['aa11'] })
      execFileSync('mount', ['-o', 'remount,size=64m', disk])
      expect(await place.run(`upgrade --database ${database}`)).toMatchObject({ exitCode: 0 })
      await using live = await connect(database)
      await using session = await live.session()
      expect(await session.query('SELECT count(*) AS n FROM a')).toEqual([{ n: 3002 }])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

function tryMount(folder: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A user of the server who may connect, and may create tables once `grant` was called (or from the start). */
async function withUser(
  place: Project,
  rights: 'GRANT' | 'none',
  work: (url: string, grant: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const name = `mig_user_${process.pid}_${Math.floor(Math.random() * 1e6)}`
  const url = new URL(place.url)
  const isPostgres = place.url.startsWith('postgres')
  const grant = () =>
    execute(place, isPostgres ? `GRANT CREATE ON SCHEMA public TO ${name}` : `GRANT ALL ON ${url.pathname.slice(1)}.* TO ${name}@'%'`)
  if (isPostgres) await execute(place, `CREATE USER ${name} PASSWORD 'right'`)
  else {
    await execute(place, `CREATE USER ${name}@'%' IDENTIFIED BY 'right'`)
    await execute(place, `GRANT SELECT ON ${url.pathname.slice(1)}.* TO ${name}@'%'`)
  }
  if (isPostgres) await execute(place, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC')
  try {
    if (rights === 'GRANT') await grant()
    url.username = name
    url.password = 'right'
    await work(url.href, grant)
  } finally {
    if (isPostgres) await execute(place, `DROP OWNED BY ${name} CASCADE`)
    await execute(place, isPostgres ? `DROP USER ${name}` : `DROP USER ${name}@'%'`)
  }
}

async function execute(place: Project, sql: string, writable = false): Promise<void> {
  await using database = await connect(place.url)
  await using session = await database.session()
  if (writable) await session.execute('SET default_transaction_read_only = off')
  await session.execute(sql)
}
