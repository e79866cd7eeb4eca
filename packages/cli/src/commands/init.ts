import { existsSync, readdirSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { createFile } from '@mig/script'
import { defineCommand, textOf } from '../command.js'

export const init = defineCommand({
  command: 'init [dir]',
  describe: 'Make a repository and a configuration',
  group: 'Start',
  positionals: { dir: 'an empty or new folder (default ./migrations)' },
  options: {
    id: { type: 'string', describe: 'linear: the name under which the version row is kept (default: the name of the project folder)' },
    'version-table': { type: 'string', describe: 'linear: the version table (default: migrate_version)' },
    'config-format': {
      type: 'string',
      choices: ['ts', 'js', 'json'],
      describe: 'kind of configuration file (default: ts in a TypeScript project, else json)',
    },
  },
  examples: [
    ['mig init', 'a DAG repository in ./migrations'],
    ['mig init db --mode linear', 'numbered versions in ./db'],
  ],
  async run(args, { io }) {
    const mode = textOf(args, 'mode') ?? 'dag'
    const folder = resolve(io.cwd, textOf(args, 'dir') ?? 'migrations')
    const shown = `./${relative(io.cwd, folder).replaceAll('\\', '/')}`
    const database = textOf(args, 'database') ?? 'sqlite:./app.db'
    const format = textOf(args, 'config-format') ?? (existsSync(join(io.cwd, 'tsconfig.json')) ? 'ts' : 'json')
    const config = join(io.cwd, `mig.config.${format}`)
    const existing = readdirSync(io.cwd).find((name) => /^mig\.config\.(?:[cm]?[jt]s|json)$/.test(name))
    if (mode === 'linear') {
      const { initRepository } = await import('@mig/linear')
      const versionTable = textOf(args, 'version-table')
      await initRepository(folder, {
        repositoryId: textOf(args, 'id') ?? basename(io.cwd),
        ...(versionTable === undefined ? {} : { versionTable }),
      })
    } else {
      const { initRepository } = await import('@mig/dag')
      await initRepository(folder)
    }
    if (existing === undefined) await writeConfig(config, format, { mode, repository: shown, database })
    const next = mode === 'linear' ? 'mig script "Add account table"' : 'mig revision -m "create account table"'
    return {
      data: {
        mode,
        repository: folder,
        config: existing === undefined ? config : join(io.cwd, existing),
        configCreated: existing === undefined,
      },
      text: [
        `created ${shown} (${mode})`,
        existing === undefined ? `created ${basename(config)}: set the database in it` : `kept ${existing} as it is: it must name ${shown}`,
        `next: ${next}`,
      ],
    }
  },
})

async function writeConfig(path: string, format: string, settings: Readonly<Record<string, string>>): Promise<void> {
  if (format === 'json') return createFile(path, `${JSON.stringify(settings, null, 2)}\n`)
  if (format !== 'ts' && format !== 'js')
    throw new MigError('MIG_OPTION_INVALID', `'${format}' is no kind of configuration`, { hint: 'Use ts, js or json.' })
  const members = Object.entries(settings).map(
    ([key, value]) => `  ${key}: ${key === 'database' ? `process.env.DATABASE_URL ?? ${JSON.stringify(value)}` : JSON.stringify(value)},`,
  )
  return createFile(path, `import { defineConfig } from '@mig/cli/config'\n\nexport default defineConfig({\n${members.join('\n')}\n})\n`)
}
