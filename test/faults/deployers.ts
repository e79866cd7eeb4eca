import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dialect, Session } from '@mig/core'

/** One situation of rival deployers. */
export interface Situation {
  readonly processes: number
  /** What is there when they start: nothing, the first revision, or everything. */
  readonly state: 'first deploy' | 'second' | 'already there'
  readonly kind: 'plain' | 'concurrent index' | 'one SIGKILLed' | 'one SIGSTOPped'
}

/** How a situation ended. */
export interface Ending {
  /** Exit codes and last words of the processes that nobody killed. */
  readonly exits: readonly { readonly code: number | null; readonly words: string }[]
  readonly killed: number
}

/** Two revisions whose every statement leaves a trace: rows of `audit`, written by the scripts and, where it can, by the server. */
export function chainOf(dialect: Dialect, prefix: string, kind: Situation['kind']): Readonly<Record<string, readonly [up: string]>> {
  const note = (statement: string): string => `INSERT INTO audit (statement) VALUES ('${statement}');`
  const pause = {
    postgres: 'SELECT pg_sleep(0.2);',
    mysql: 'SELECT SLEEP(0.2);',
    sqlite: 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n;',
  }[dialect]
  const revision = (id: string): readonly [string] => [
    [
      `CREATE TABLE ${prefix}_${id} (id INTEGER NOT NULL);`,
      note(`${id} one`),
      pause,
      `CREATE INDEX ${prefix}_${id}_id ON ${prefix}_${id} (id);`,
      note(`${id} two`),
    ].join('\n'),
  ]
  const chain = { a1: revision('a1'), b2: revision('b2') }
  if (kind !== 'concurrent index') return chain
  return { ...chain, c3: [`CREATE INDEX CONCURRENTLY ${prefix}_again ON ${prefix}_b2 (id);`] }
}

/** The traces that a finished chain leaves, each with how often the server has seen it. */
export async function tracesOf(session: Session, dialect: Dialect, prefix: string): Promise<ReadonlyMap<string, number>> {
  const rows = await session.query<{ statement: string; n: unknown }>('SELECT statement, COUNT(*) AS n FROM audit GROUP BY statement')
  const traces = new Map(rows.map(({ statement, n }) => [statement, Number(n)]))
  if (dialect !== 'mysql') return traces
  // Every statement that the server was sent. Prefixes are unique, so that databases need not be told apart.
  const logged = await session.query<{ statement: string; n: unknown }>(
    `SELECT CONVERT(argument USING utf8mb4) AS statement, COUNT(*) AS n FROM mysql.general_log
      WHERE command_type IN ('Query', 'Execute') AND argument LIKE ? GROUP BY argument`,
    [`CREATE % ${prefix}%`],
  )
  for (const { statement, n } of logged) traces.set(/^CREATE \w+ (\w+)/.exec(statement)?.[1] ?? statement, Number(n))
  return traces
}

/** Creates the table of traces; on PostgreSQL with a trigger that notes each DDL statement in its own transaction. */
export async function createAudit(session: Session, dialect: Dialect): Promise<void> {
  await session.execute('CREATE TABLE audit (statement VARCHAR(200) NOT NULL)')
  if (dialect === 'mysql') await session.execute("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON")
  if (dialect !== 'postgres') return
  await session.execute(`CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO audit SELECT regexp_replace(object_identity, '^.*[.]', '') FROM pg_event_trigger_ddl_commands()
       WHERE object_identity NOT LIKE '%mig\\_%';
    END $$`)
  await session.execute("CREATE EVENT TRIGGER note_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX') EXECUTE FUNCTION note_ddl()") // prettier-ignore
}

/** Starts the processes at once, does to one of them what the situation says, and waits for all. */
export async function deploy(program: string, args: readonly string[], { processes, state, kind }: Situation): Promise<Ending> {
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  const words = children.map((child) => {
    const said = { text: '' }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += String(chunk)))
    return said
  })
  const ends = children.map((child) => new Promise<void>((resolve) => child.once('close', () => resolve())))
  let victim: ChildProcess | undefined
  if (kind === 'one SIGKILLed' || kind === 'one SIGSTOPped') {
    // The one that works; where nothing is to be done, any.
    const worker = async (): Promise<ChildProcess | undefined> => {
      while (children.some((child) => child.exitCode === null)) {
        const index = words.findIndex(({ text }) => text.startsWith('started'))
        if (index !== -1) return children[index]
        await sleep(5)
      }
      return undefined
    }
    victim = state === 'already there' ? children[0] : await worker()
    await sleep(Math.random() * 250)
    if (kind === 'one SIGKILLed') victim?.kill('SIGKILL')
    else {
      victim?.kill('SIGSTOP')
      await sleep(1_000)
      victim?.kill('SIGCONT')
    }
  }
  await Promise.all(ends)
  const alive = children.flatMap((child, index) => (child.signalCode === 'SIGKILL' ? [] : [{ code: child.exitCode, words: words[index]!.text.trim() }])) // prettier-ignore
  return { exits: alive, killed: processes - alive.length }
}
