import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Debian's Python: another one that is first on the path does not have the packages. */
const python = '/usr/bin/python3'
const packages = '/usr/lib/python3/dist-packages'

/** Whether SQLAlchemy Migrate is installed (Debian: python3-migrate, python3-pymysql). */
export const hasHeritageTool = [python, `${packages}/migrate/versioning/shell.py`, `${packages}/pymysql/__init__.py`].every((file) =>
  existsSync(file),
)

/** What one command line printed, and its exit code. */
export interface HeritageResult {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** The `migrate` command. */
export interface HeritageTool extends AsyncDisposable {
  run(...argv: readonly string[]): Promise<HeritageResult>
}

/**
 * Imported once; each command line runs in a fork of its own, as a process that was started for it. Python 3.11 has no
 * `getargspec` any more, and the command of Debian 12 wants it.
 */
const program = `
import inspect, json, os, sys, tempfile, traceback
inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]
from migrate.versioning.shell import main
import pymysql, sqlalchemy.dialects.mysql.pymysql, sqlalchemy.dialects.sqlite.pysqlite
for line in sys.stdin:
    argv = json.loads(line)
    files = [tempfile.TemporaryFile('w+'), tempfile.TemporaryFile('w+')]
    child = os.fork()
    if child == 0:
        os.dup2(files[0].fileno(), 1)
        os.dup2(files[1].fileno(), 2)
        code = 0
        try:
            main(argv)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else (0 if end.code is None else 1)
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    status = os.waitpid(child, 0)[1]
    for file in files: file.seek(0)
    print(json.dumps({'exit': os.waitstatus_to_exitcode(status), 'stdout': files[0].read(), 'stderr': files[1].read()}), flush=True)
`

/** Starts SQLAlchemy Migrate in a folder. */
export function startHeritageTool(cwd: string): HeritageTool {
  const child = spawn(python, ['-W', 'ignore', '-c', program], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    run: async (...argv) => {
      child.stdin.write(`${JSON.stringify(argv)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('SQLAlchemy Migrate has ended')
      return JSON.parse(value) as HeritageResult
    },
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await gone
    },
  }
}

/** The database as the old tool's driver wants to be called. */
export const heritageUrl = (url: string): string => url.replace(/^sqlite:/, 'sqlite:////').replace(/^(?:mysql|mariadb):/, 'mysql+pymysql:')
