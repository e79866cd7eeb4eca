import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('../src', import.meta.url))

/** Everything that importing a source file loads at once: static imports that are not types. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type\b)(?:[^'\n]*? from )?'([^']+)'/gm)) {
    if (specifier === undefined) continue
    const path = join(dirname(file), specifier.replace(/\.js$/, '.ts'))
    if (specifier.startsWith('.') && existsSync(path)) loadedWith(path, seen)
    else seen.add(specifier)
  }
  return seen
}

it('importing the package loads neither the compiler, nor the SQL lexers, nor the code loader', () => {
  const loaded = [...loadedWith(join(source, 'index.ts'))].map((file) => file.replace(`${source}/`, ''))
  expect(loaded).toContain('header/scan-code-header.ts')
  expect(loaded.filter((name) => name.startsWith('code/') || ['oxc-transform', 'get-tsconfig', '@mig/sql'].includes(name))).toEqual([])
})

it('loading JavaScript loads no compiler', () => {
  const loaded = [...loadedWith(join(source, 'code/code-body.ts'))]
  expect(loaded).toContain(join(source, 'code/import-file.ts'))
  expect(loaded).not.toContain('oxc-transform')
})
