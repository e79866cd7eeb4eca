import type { ScriptLanguage } from '@mig/script'

/** What `mig init` can make: the language of new files, and the kind of the configuration. */
export interface Template {
  readonly name: string
  readonly describe: string
  readonly language: ScriptLanguage
  /** The ending of the configuration file; absent: `ts` where there is a tsconfig.json, else `json`. */
  readonly configFormat?: ConfigFormat
  /** Several databases, each with a repository of its own. */
  readonly isMultiple?: true
}

export const configFormats = ['ts', 'js', 'mjs', 'json'] as const
export type ConfigFormat = (typeof configFormats)[number]

export const defaultTemplate = 'typescript'

/** Every template, by the name that `--template` takes. */
export const templates: readonly Template[] = [
  {
    name: 'typescript',
    describe: 'migrations in TypeScript; mig.config.ts where there is a tsconfig.json, else mig.config.json (default)',
    language: 'ts',
  },
  { name: 'javascript', describe: 'migrations in JavaScript, mig.config.mjs', language: 'js', configFormat: 'mjs' },
  { name: 'sql', describe: 'migrations in plain SQL, mig.config.json', language: 'sql', configFormat: 'json' },
  {
    name: 'multi-database',
    describe: 'several databases in one configuration, each with a repository of its own; commands take --on NAME or --on all',
    language: 'ts',
    isMultiple: true,
  },
]
