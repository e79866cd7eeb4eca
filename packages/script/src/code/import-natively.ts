import { constants, Script } from 'node:vm'

/**
 * The engine's own `import()`.
 *
 * A test runner that runs our sources replaces `import()` in them by one that knows neither our hooks nor another project's rules;
 * in a script of its own it cannot. Built code needs no such care.
 */
export const importNatively = (
  import.meta.url.endsWith('.ts')
    ? new Script('(url) => import(url)', { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext()
    : (url: string) => import(url)
) as (url: string) => Promise<Record<string, unknown>>
