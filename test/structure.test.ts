import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Who may import whom: the picture in CONTRIBUTING.md. The command line is the composition root; nothing imports it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sql: [],
  script: ['core', 'sql'],
  linear: ['core', 'script'],
  dag: ['core', 'script'],
  database: ['core', 'sql'],
  schema: ['core', 'sql', 'database'],
  convert: ['core', 'sql', 'script', 'linear', 'dag'],
  cli: ['core', 'sql', 'script', 'linear', 'dag', 'database', 'schema', 'convert'],
}

/** Third parties, each in the one package that has it. */
const thirdParties: Readonly<Record<string, readonly string[]>> = {
  core: ['semver'],
  sql: [],
  script: ['oxc-transform', 'get-tsconfig'],
  linear: [],
  dag: [],
  database: ['pg', 'mysql2', 'sqlite3'],
  schema: ['typeorm'],
  convert: [],
  cli: ['yargs', 'valibot', '@clack/prompts'],
}

const sourcesOf = (name: string): readonly string[] =>
  readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(root, 'packages', name, 'src', path))

const importsOf = (path: string): readonly string[] =>
  [
    ...withoutComments(readFileSync(path, 'utf8')).matchAll(
      /^(?:import|export|\})[^'"\n]*\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'/gm,
    ),
  ].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:\/\*\*|\*|\/\/)/.test(line))
    .join('\n')

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

describe('the packages', () => {
  it('are the ones in the picture', () => {
    expect(readdirSync(join(root, 'packages')).sort()).toEqual(Object.keys(allowed).sort())
  })

  for (const name of Object.keys(allowed)) {
    it(`${name} imports only what the picture allows`, () => {
      const edges = sourcesOf(name).flatMap((path) =>
        importsOf(path)
          .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
          .map(packageOf)
          .filter(
            (target) => !(target.startsWith('@mig/') ? allowed[name]!.includes(target.slice(5)) : thirdParties[name]!.includes(target)),
          )
          .map((target) => `${path.slice(root.length + 1)} imports ${target}`),
      )
      expect(edges).toEqual([])
    })

    it(`${name} declares in package.json what it may import`, () => {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Record<
        string,
        Record<string, string> | undefined
      >
      const ours = Object.keys(manifest['dependencies'] ?? {})
        .filter((dependency) => dependency.startsWith('@mig/'))
        .map((dependency) => dependency.slice(5))
      expect(ours.filter((dependency) => !allowed[name]!.includes(dependency))).toEqual([])
    })
  }

  it('keep dialects under the same file names', () => {
    for (const name of ['sql', 'database', 'schema']) {
      const folder = join(root, 'packages', name, 'src')
      const shared = (dialect: string) => readdirSync(join(folder, dialect)).sort()
      const common = shared('postgres').filter((file) => shared('mysql').includes(file) && shared('sqlite').includes(file))
      expect(common.length, `${name}: files that all dialects have`).toBeGreaterThan(0)
    }
    for (const file of ['repository.ts', 'target.ts', 'ledger.ts', 'create.ts']) {
      for (const mode of ['linear', 'dag']) expect(readdirSync(join(root, 'packages', mode, 'src'))).toContain(file)
    }
  })
})

describe('the top level', () => {
  it('holds what the design lists and nothing else', () => {
    const fixed = [
      'package.json',
      'tsconfig.json',
      'packages',
      'scripts',
      'test',
      'turbo.json',
      'README.md',
      'package-lock.json',
      'LICENSE',
      'node_modules',
    ]
    expect(readdirSync(root).filter((entry) => !entry.startsWith('.') && !fixed.includes(entry))).toEqual([])
  })
})

describe('the lock file', () => {
  it('holds every optional package that its entries name', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>
    }
    const names = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !names.has(name))
        .map((name) => `${path} names ${name}`),
    )
    expect(missing).toEqual([])
  })
})
