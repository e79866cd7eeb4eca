import { existsSync, readdirSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { createFile, createFolder } from '@mig/script'
import { defineCommand, listOf, textOf } from '../command.js'
import { checkConfigFormat, renderConfig } from '../config/render-config.js'
import type { Settings } from '../config/settings.js'
import { configFormats, defaultTemplate, templates } from '../templates.js'

export const init = defineCommand({
  command: 'init [dir]',
  describe: 'Make a repository and a configuration',
  group: 'Start',
  positionals: { dir: 'an empty or new folder (default ./migrations)' },
  options: {
    template: {
      type: 'string',
      alias: 't',
      choices: templates.map(({ name }) => name),
      describe: `what to make (default ${defaultTemplate}); mig templates tells what they are`,
    },
    names: {
      type: 'string',
      array: true,
      describe: 'multi-database: the name of a database; may be given several times (default main and second)',
    },
    id: { type: 'string', describe: 'linear: the name under which the version row is kept (default: the name of the project folder)' },
    'version-table': { type: 'string', describe: 'linear: the version table (default: migrate_version)' },
    'config-format': {
      type: 'string',
      choices: configFormats,
      describe: 'kind of configuration file (default: as the template has it)',
    },
  },
  examples: [
    ['mig init', 'a DAG repository in ./migrations'],
    ['mig init db --mode linear', 'numbered versions in ./db'],
    ['mig init --template sql', 'new revisions are plain SQL'],
    ['mig init --template multi-database --names shop --names audit', './migrations/shop and ./migrations/audit'],
  ],
  async run(args, { io }) {
    const mode = textOf(args, 'mode') === 'linear' ? 'linear' : 'dag'
    const folder = resolve(io.cwd, textOf(args, 'dir') ?? 'migrations')
    const template = templates.find(({ name }) => name === (textOf(args, 'template') ?? defaultTemplate))!
    const names = template.isMultiple ? namesOf(listOf(args, 'names')) : refuseNames(listOf(args, 'names'))
    const shown = (path: string) => `./${relative(io.cwd, path).replaceAll('\\', '/')}`
    const format = checkConfigFormat(
      textOf(args, 'config-format') ?? template.configFormat ?? (existsSync(join(io.cwd, 'tsconfig.json')) ? 'ts' : 'json'),
    )
    if (names !== undefined && args['database'] !== undefined)
      throw new MigError('MIG_OPTION_INVALID', '--database names one, and this template has several', {
        hint: 'Set them in the configuration.',
      })
    const id = textOf(args, 'id') ?? basename(io.cwd)
    const versionTable = textOf(args, 'version-table')
    const make = async (path: string, repositoryId: string): Promise<void> => {
      if (mode === 'dag') return (await import('@mig/dag')).initRepository(path)
      const { initRepository } = await import('@mig/linear')
      await initRepository(path, { repositoryId, ...(versionTable === undefined ? {} : { versionTable }) })
    }
    if (names === undefined) await make(folder, id)
    else {
      createFolder(folder, { 'README.md': multipleReadme(names) })
      for (const name of names) await make(join(folder, name), `${id}_${name}`)
    }
    const settings: Settings =
      names === undefined
        ? { mode, repository: shown(folder), database: textOf(args, 'database') ?? 'sqlite:./app.db', language: template.language }
        : {
            mode,
            language: template.language,
            databases: Object.fromEntries(
              names.map((name) => [name, { repository: shown(join(folder, name)), database: `sqlite:./${name}.db` }]),
            ),
          }
    const existing = readdirSync(io.cwd).find((name) => /^mig\.config\.(?:[cm]?[jt]s|json)$/.test(name))
    const config = existing ?? `mig.config.${format}`
    if (existing === undefined) createFile(join(io.cwd, config), renderConfig(settings, format))
    const next = mode === 'linear' ? 'mig script "Add account table"' : 'mig revision -m "create account table"'
    const made = names === undefined ? [folder] : names.map((name) => join(folder, name))
    return {
      data: {
        mode,
        template: template.name,
        repository: folder,
        ...(names === undefined ? {} : { repositories: made }),
        config: join(io.cwd, config),
        configCreated: existing === undefined,
      },
      text: [
        ...made.map((path) => `created ${shown(path)} (${mode})`),
        existing === undefined
          ? `created ${config}: set the database${names === undefined ? '' : 's'} in it`
          : `kept ${existing} as it is: it must name ${made.map(shown).join(' and ')}`,
        `next: ${next}${names === undefined ? '' : ` --on ${names[0]}`}`,
      ],
    }
  },
})

function namesOf(given: readonly string[]): readonly string[] {
  const names = given.length === 0 ? ['main', 'second'] : given
  const wrong = names.find((name, index) => name === 'all' || !/^[A-Za-z_][\w.-]*$/.test(name) || names.indexOf(name) !== index)
  if (wrong === undefined) return names
  throw new MigError('MIG_OPTION_INVALID', `'${wrong}' cannot be the name of a database, or is given twice`, {
    details: { names },
    hint: "Begin with a letter, then letters, digits and underscores; and not 'all'.",
  })
}

function refuseNames(given: readonly string[]): undefined {
  if (given.length === 0) return undefined
  throw new MigError('MIG_OPTION_INVALID', '--names is for several databases', { hint: 'Add --template multi-database.' })
}

const multipleReadme = (names: readonly string[]): string => `# Migrations of several databases

Each folder is a repository of its own: ${names.join(', ')}. \`--on ${names[0]}\` chooses one for any command of mig, \`--on all\` runs the
command on each in turn. No transaction spans several databases: where one fails, those before it stay as they are.
`
