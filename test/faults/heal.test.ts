import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import type { Dialect, ErrorCode } from '@mig/core'
import { project, type Project } from '../cli/project.js'
import { databases } from '../support/servers.js'
import { killWhile } from './kill-while.js'

/**
 * An abnormal state, the command that meets it, the code it tells, and what it prints as the next step. `mend` does what no
 * command can (correct the data, the script); then the printed command runs and must heal the state.
 */
interface State {
  readonly name: string
  readonly on: readonly Dialect[]
  readonly code: ErrorCode
  readonly make: (place: Project) => Promise<void>
  readonly command: string
  /** The command to run next, as the hint has it; `same` where it says to run the same command again. */
  readonly next: RegExp | 'same'
  /** What the person puts in place of a word in capitals. */
  readonly choice?: string
  readonly mend?: (place: Project) => Promise<void>
  /** Rows of the version table when healed. */
  readonly rows: readonly string[]
}

const all: readonly Dialect[] = ['sqlite', 'postgres', 'mysql']
const createA = 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);'

const states: readonly State[] = [
  {
    name: 'a statement that the server refused',
    on: all,
    code: 'MIG_STEP_FAILED',
    make: (place) => place.revision('aa11', '', `${createA}\nINSERT INTO missing VALUES (1);`),
    command: 'upgrade',
    next: 'same',
    mend: (place) => place.revision('aa11', '', `${createA}\nINSERT INTO a VALUES (1);`),
    rows: ['aa11'],
  },
  {
    name: 'a step that was edited where it had already run',
    on: ['mysql'],
    code: 'MIG_STEP_EDITED',
    make: async (place) => {
      await place.revision('aa11', '', `${createA}\nINSERT INTO missing VALUES (1);`)
      await place.run('upgrade')
      await place.revision('aa11', '', 'CREATE TABLE a (id BIGINT);\nINSERT INTO a VALUES (1);')
    },
    command: 'upgrade',
    next: /mig stamp aa11/,
    rows: ['aa11'],
  },
  {
    name: 'a procedure that committed before its client died',
    on: ['mysql'],
    code: 'MIG_STEP_INTERRUPTED',
    make: async (place) => {
      await place.revision(
        'aa11',
        '',
        `${createA}\nCREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (1); COMMIT; DO SLEEP(60); END;\nCALL p();`,
      )
      await killWhile(place.url, join(place.path, 'migrations'), 'SLEEP(60)')
      await endSessions(place)
    },
    command: 'upgrade',
    next: /mig recover --in-flight done/,
    rows: ['aa11'],
  },
  {
    name: 'a downgrade over a half-done upgrade',
    on: ['mysql'],
    code: 'MIG_STEP_HALF_DONE',
    make: async (place) => {
      await place.revision('aa11', '', createA, 'DROP TABLE a;')
      await place.revision('bb22', 'aa11', 'CREATE TABLE b (id INTEGER);\nINSERT INTO later VALUES (1);', 'DROP TABLE b;')
      await place.run('upgrade')
      await execute(place, 'CREATE TABLE later (id INTEGER)')
    },
    command: 'downgrade base',
    next: /mig recover(?= \()/,
    rows: ['bb22'],
  },
  {
    name: 'a lock held by the running statement of a dead client',
    on: ['postgres', 'mysql'],
    code: 'MIG_LOCK_TIMEOUT',
    make: async (place) => {
      await execute(place, 'CREATE TABLE log (id INTEGER)')
      await place.revision('aa11', '', `${createA}\n${longStatement(place)};`)
      await killWhile(place.url, join(place.path, 'migrations'), 'INSERT INTO log')
    },
    command: 'upgrade --no-wait',
    next: /mig recover --terminate/,
    mend: (place) => place.revision('aa11', '', `${createA}\nINSERT INTO log VALUES (1);`),
    rows: ['aa11'],
  },
  {
    name: 'a connection that broke inside a step',
    on: ['postgres', 'mysql'],
    code: 'MIG_CONNECTION_LOST',
    make: async (place) => {
      await execute(place, 'CREATE TABLE times (n INTEGER)')
      const endIt = place.url.startsWith('postgres') ? 'SELECT pg_terminate_backend(pg_backend_pid())' : 'KILL CONNECTION_ID()'
      await place.revision('aa11', '', `${createA}\nINSERT INTO times VALUES (1);\n${endIt};`)
    },
    command: 'upgrade',
    next: 'same',
    mend: (place) => place.revision('aa11', '', `${createA}\nINSERT INTO times VALUES (1);\nSELECT 1;`),
    rows: ['aa11'],
  },
  {
    name: 'a row that no file declares',
    on: all,
    code: 'MIG_ROW_UNKNOWN',
    make: async (place) => {
      await place.revision('aa11', '', createA)
      await place.run('upgrade')
      await execute(place, "UPDATE mig_version SET version_num = 'ffff'")
    },
    command: 'upgrade',
    next: /mig stamp --purge REVISION/,
    choice: 'aa11',
    rows: ['aa11'],
  },
]

const healed: string[] = []

for (const server of databases) {
  describe(`abnormal states on ${server.name} are healed by the command that is printed`, () => {
    for (const state of states.filter(({ on }) => on.includes(server.dialect))) {
      it(`${state.name} (${state.code})`, async () => {
        await using place = await project('dag', server)
        await state.make(place)
        const met = await place.run(state.command)
        expect(met.stderr).toContain(`[${state.code}]`)
        await state.mend?.(place)
        const next = state.next === 'same' ? sameCommand(met.stderr, state.command) : state.next.exec(met.stderr)?.[0]
        expect(next, met.stderr).toBeDefined()
        const run = await place.run(next!.replace(/^mig /, '').replace('REVISION', state.choice ?? ''))
        expect(run.exitCode, `${next}\n${run.stderr}`).toBe(0)
        // The state is gone: nothing is half-done, and what is asked for next works.
        expect((await place.run('recover --plan')).stdout).toBe('no step is half-done\n')
        expect((await place.run('upgrade')).exitCode).toBe(0)
        expect(JSON.parse((await place.run('current --json')).stdout)).toMatchObject({ rows: state.rows })
        healed.push(`${server.name}: ${state.name}`)
      })
    }
  })
}

afterAll(() => console.log(`${healed.length} abnormal states healed by the printed command`))

const sameCommand = (text: string, command: string): string | undefined =>
  /run the same command again/i.test(text) ? `mig ${command}` : undefined

/** MariaDB ends a SLEEP whose client is gone, as few statements are; it does not end a calculation. */
const longStatement = (place: Project): string =>
  place.url.startsWith('postgres')
    ? 'INSERT INTO log SELECT 1 FROM pg_sleep(60)'
    : "INSERT INTO log SELECT BENCHMARK(4000000000, SHA2('x', 512))"

async function execute(place: Project, sql: string): Promise<void> {
  await using database = await connect(place.url.replace('sqlite:./', `sqlite:${place.path}/`))
  await using session = await database.session()
  await session.execute(sql)
}

/** The server notices late that a client has gone: its session is ended here, and what it had not committed with it. */
async function endSessions(place: Project): Promise<void> {
  await using database = await connect(place.url)
  await using session = await database.session()
  const rows = await session.query<{ id: unknown }>(
    'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
  )
  for (const { id } of rows) await session.execute(`KILL ${Number(id)}`)
}
