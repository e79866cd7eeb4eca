import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli, type CliResult } from '../support/run-cli.js'
import type { TestServer } from '../support/servers.js'
import { tempFolder } from '../support/temp-folder.js'

/** A folder with a new repository, its configuration, and a database of its own. */
export interface Project extends AsyncDisposable {
  readonly path: string
  /** The folder of the migration files. */
  readonly versions: string
  readonly url: string
  run(words: string, env?: Readonly<Record<string, string>>): Promise<CliResult>
  write(name: string, text: string | Uint8Array): void
  folder(name: string): void
  /** Writes a SQL revision `ID.sql`; its statements are those of the upgrade. */
  revision(id: string, parents: string, upgrade: string, downgrade?: string): Promise<void>
  /** Changes keys of the configuration file. */
  settings(settings: Readonly<Record<string, unknown>>): void
  /** Changes keys of `mig.cfg.json`. */
  configure(settings: Readonly<Record<string, unknown>>): void
}

/** Makes a project on a server; on an SQLite file beside the configuration when none is given. */
export async function project(mode: 'dag' | 'linear', server?: TestServer): Promise<Project> {
  const folder = await tempFolder()
  const database = server && server.dialect !== 'sqlite' ? await server.create() : undefined
  const url = database?.url ?? 'sqlite:./app.db'
  const run = (words: string, env?: Readonly<Record<string, string>>) => runCli(words, folder.path, env)
  await run(`init --mode ${mode}`)
  const versions = join(folder.path, 'migrations/versions')
  // the files of these tests are written by hand
  for (const headFile of ['HEADS', 'LATEST']) rmSync(join(versions, headFile), { force: true })
  const change = (file: string, more: Readonly<Record<string, unknown>>, whole: boolean): void => {
    const before = whole ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
    writeFileSync(file, JSON.stringify({ ...before, ...more }))
  }
  const config = join(folder.path, 'mig.config.json')
  change(config, { mode, repository: './migrations', database: url }, true)
  const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(versions, name), text)
  return {
    path: folder.path,
    versions,
    url,
    run,
    write,
    folder: (name) => void mkdirSync(join(versions, name)),
    revision: async (id, parents, upgrade, downgrade) =>
      write(
        `${id}.sql`,
        `-- revision: ${id}\n-- down revision: ${parents}\n\n-- migrate:up\n${upgrade}\n${downgrade === undefined ? '' : `-- migrate:down\n${downgrade}\n`}`,
      ),
    settings: (settings) => change(config, settings, !('onEdited' in settings)),
    configure: (settings) => change(join(folder.path, 'migrations/mig.cfg.json'), settings, false),
    async [Symbol.asyncDispose]() {
      await database?.dispose()
      await folder[Symbol.asyncDispose]()
    },
  }
}
