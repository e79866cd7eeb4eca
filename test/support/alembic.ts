import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Revision } from '@mig/core'

/** What one `alembic` command printed, and its exit code. */
export interface AlembicResult {
  readonly output: string
  readonly code: number
}

/** The real Alembic, for one repository and one database. */
export interface Alembic extends AsyncDisposable {
  run(...words: readonly string[]): Promise<AlembicResult>
}

/** The Python that has Alembic and a PostgreSQL driver, as Debian's packages `alembic` and `python3-psycopg2` install them. */
const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import alembic, sqlalchemy, psycopg2'], { stdio: 'ignore' }).status === 0,
)

export const hasAlembic = python !== undefined
export const alembicAbsent = 'Alembic: not installed; apt-get install alembic python3-psycopg2'

/**
 * Sets Alembic up beside a repository of ours: its own configuration, and a Python file for each revision in the same
 * `versions` folder.
 *
 * @param folder holds `migrations/versions`
 */
export function startAlembic(folder: string, url: string, revisions: readonly Revision[]): Alembic {
  const scripts = join(folder, 'alembic')
  mkdirSync(scripts)
  const ini = ['[alembic]', `script_location = ${scripts}`, `version_locations = ${join(folder, 'migrations/versions')}`]
  writeFileSync(join(folder, 'alembic.ini'), `${[...ini, `sqlalchemy.url = ${alembicUrl(url).replaceAll('%', '%%')}`].join('\n')}\n`)
  writeFileSync(join(scripts, 'script.py.mako'), '')
  writeFileSync(join(scripts, 'env.py'), environment)
  for (const revision of revisions) writeFileSync(join(folder, 'migrations/versions', `${revision.id}.py`), pythonOf(revision))
  const driver = fileURLToPath(new URL('alembic-driver.py', import.meta.url))
  const child = spawn(python!, [driver], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(...words) {
      child.stdin.write(`${JSON.stringify(['-c', join(folder, 'alembic.ini'), ...words])}\n`)
      const line = await lines.next()
      if (line.done) throw new Error(`alembic ended at: ${words.join(' ')}`)
      return JSON.parse(line.value) as AlembicResult // written by alembic-driver.py
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

function alembicUrl(url: string): string {
  if (url.startsWith('sqlite:')) return `sqlite:///${url.slice('sqlite:'.length)}`
  return url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')
}

const environment = `from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
`

function pythonOf({ id, downRevisions, dependsOn, labels, description }: Revision): string {
  const literal = (names: readonly string[]): string => (names.length === 0 ? 'None' : `(${names.map((name) => `"${name}",`).join(' ')})`)
  return `"""${description}"""
from alembic import op

revision = "${id}"
down_revision = ${literal(downRevisions)}
branch_labels = ${literal(labels)}
depends_on = ${literal(dependsOn)}


def upgrade():
    op.execute("CREATE TABLE IF NOT EXISTS did_${id} (id INTEGER)")


def downgrade():
    op.execute("DROP TABLE IF EXISTS did_${id}")
`
}
