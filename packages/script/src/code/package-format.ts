import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ModuleFormat } from './module-format.js'

/** What the nearest package.json makes of a `.js` file: CommonJS unless it says `"type": "module"`. */
export function packageFormat(path: string): ModuleFormat {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return typeof parsed === 'object' && parsed !== null && 'type' in parsed && parsed.type === 'module' ? 'module' : 'commonjs'
    } catch {
      // none here, or none that parses: the answer is further up
    }
    if (dirname(folder) === folder) return 'commonjs'
  }
}
