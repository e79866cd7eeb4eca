import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = ['core', 'sql', 'script', 'linear', 'dag', 'database', 'schema', 'convert']
const source = (path: string) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url))

/** Tests read the sources, so that a red test names the line that was written; the built packages are covered by `scripts/pack-test.mjs`. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    alias: [
      ...packages.map((name) => ({ find: new RegExp(`^@mig/${name}$`), replacement: source(`${name}/src/index.ts`) })),
      { find: /^@mig\/cli$/, replacement: source('cli/src/index.ts') },
      { find: /^@mig\/cli\/config$/, replacement: source('cli/src/config/define.ts') },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    reporters: ['default', source('../test/support/count-reporter.ts')],
    globalSetup: source('../test/support/global-setup.ts'),
    pool: 'forks',
    isolate: false,
    // Most tests wait for a server: more of them than processors are under way.
    maxWorkers: Math.max(2, availableParallelism()) + 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
