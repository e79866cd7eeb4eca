#!/usr/bin/env node
import { join } from 'node:path'
import { keepCompiledCode } from './compile-cache.js'

// The command `mig`. Bundled as CommonJS (scripts/bundle-cli.mjs), which has `__dirname` and `require`.

/** What `import()` becomes in main.cjs: V8 does not let compiled code that was kept import modules itself (Node 20). */
export const importModule = (specifier: string): Promise<unknown> => import(specifier)

keepCompiledCode(join(__dirname, 'main.cjs'), join(__dirname, 'cache'))
require('./main.cjs')
