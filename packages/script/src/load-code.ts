import type { CodeModule } from './code/code-body.js'

// The loader behind these two is imported by their first call: reading headers does not pay for it.

/**
 * Imports a `.ts .mts .cts .js .mjs .cjs` or `.json` file of the user's project: a migration, a configuration.
 *
 * TypeScript runs without a flag, in ESM and CommonJS projects, with `paths` of tsconfig.json, decorators and positions in errors; its
 * compiler is loaded only when a file needs it. A file is evaluated once per process.
 *
 * @returns the exports; for CommonJS `module.exports` as `default`, and those of its keys that the engine recognises
 * @throws {MigError} `MIG_SCRIPT_SYNTAX` with `file:line:column` and a code frame, or `MIG_SCRIPT_IMPORT` with the cause
 * @example
 * const { default: config } = await importFile('./mig.config.ts')
 */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  return (await import('./code/import-file.js')).importFile(path)
}

/**
 * Imports a code migration and finds its functions: exported `upgrade` and `downgrade`, the same on the default export, or a class with
 * TypeORM's `up(queryRunner)` and `down(queryRunner)`, which is given `op.queryRunner`.
 *
 * @throws {MigError} as {@link importFile}, and `MIG_SCRIPT_EXPORT` when an export of the right name is no function
 * @example
 * const { upgrade, transaction } = await loadCodeModule('/app/migrations/versions/ae10_add_a_table.ts')
 */
export async function loadCodeModule(file: string): Promise<CodeModule> {
  return (await import('./code/code-body.js')).loadCodeModule(file)
}
