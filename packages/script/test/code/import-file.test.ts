import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleScriptPackage, createProject, runNode } from './bundle.js'

type Outcome =
  | { readonly exports: Record<string, unknown> }
  | {
      readonly error: { readonly code: string; readonly message: string; readonly details: Record<string, unknown>; readonly hint: string }
    }

/** What each file must give: the exports (values only), or the error; `FOLDER` is the project. */
interface Case {
  readonly entry: string
  readonly files: Readonly<Record<string, string>>
  readonly exports?: unknown
  readonly error?: unknown
}

const cases: Readonly<Record<string, Case>> = {
  'a specifier without an ending': {
    entry: 'bare.ts',
    files: { 'bare.ts': "import { helper } from './lib/helper'\nimport { inner } from './lib'\nexport const out = [helper, inner]\n" },
    exports: { out: ['helper', 'index'] },
  },
  'a specifier with .js for a .ts file': {
    entry: 'as-js.ts',
    files: { 'as-js.ts': "import { helper } from './lib/helper.js'\nimport { m } from './lib/m.mjs'\nexport const out = helper + m\n" },
    exports: { out: 'helperm' },
  },
  'a specifier with .ts': {
    entry: 'as-ts.ts',
    files: { 'as-ts.ts': "export { helper } from './lib/helper.ts'\n" },
    exports: { helper: 'helper' },
  },
  'paths of tsconfig.json': {
    entry: 'paths.ts',
    files: {
      'paths.ts':
        "import { helper } from '@lib/helper'\nimport { inner } from '@lib'\nimport { m } from '~/m'\nexport const out = helper + inner + m\n",
    },
    exports: { out: 'helperindexm' },
  },
  'a JSON import': {
    entry: 'json.ts',
    files: { 'json.ts': "import data, { port } from './lib/data.json'\nexport const out = [data.class, port]\n" },
    exports: { out: ['reserved', 5432] },
  },
  'a JSON import with an attribute': {
    entry: 'json-with.ts',
    files: { 'json-with.ts': "import data from './lib/data.json' with { type: 'json' }\nexport const out = data.port\n" },
    exports: { out: 5432 },
  },
  'an enum, a namespace and a parameter property': {
    entry: 'runtime-types.ts',
    files: {
      'runtime-types.ts': `enum Colour { red, green = 'g' }
const enum Size { small = 3 }
namespace N { export const five = 5 }
class P { constructor(private readonly q: string) {} get(): string { return this.q } }
export const out = [Colour.red, Colour.green, Size.small, N.five, new P('q').get()]
`,
    },
    exports: { out: [0, 'g', 3, 5, 'q'] },
  },
  '__dirname, __filename and require in an ES module': {
    entry: 'dirname.ts',
    files: { 'dirname.ts': "export const out = [__dirname, __filename, require('node:path').sep, require('./lib/data.json').port]\n" },
    exports: { out: ['FOLDER', 'FOLDER/dirname.ts', '/', 5432] },
  },
  'names of CommonJS that the file declares itself': {
    entry: 'own-dirname.ts',
    files: { 'own-dirname.ts': "import { dirname } from 'node:path'\nconst __dirname = dirname('/a/b')\nexport const out = __dirname\n" },
    exports: { out: '/a' },
  },
  'names of CommonJS without semicolons around them': {
    entry: 'no-semicolons.ts',
    files: { 'no-semicolons.ts': "import { sep } from 'node:path'\nvoid sep\nexport let out\nout = __dirname\n" },
    exports: { out: 'FOLDER' },
  },
  'import = require beside export': {
    entry: 'import-require.ts',
    files: { 'import-require.ts': "import path = require('node:path')\nexport const out: string = path.sep\n" },
    exports: { out: '/' },
  },
  'a file of types alone': {
    entry: 'types.ts',
    files: { 'types.ts': 'export interface A { a: string }\nexport type B = A\n' },
    exports: {},
  },
  'module.exports in a .ts file': {
    entry: 'commonjs.ts',
    files: {
      'commonjs.ts': `import type { Gone } from 'nowhere'
const { helper } = require('./lib/plain')
module.exports = { revision: 'a', out: [helper as Gone, typeof require, __dirname] }
`,
      'lib/plain.ts': "exports.helper = 'plain' as string\n",
    },
    exports: { default: { revision: 'a', out: ['plain', 'function', 'FOLDER'] } },
  },
  'a .cts and a .mts file': {
    entry: 'both.mts',
    files: {
      'both.mts': "import c from './lib/c.cjs'\nexport const out: number = c.three\n",
      'lib/c.cts': "import path = require('node:path')\nexport = { three: 3 as number, sep: path.sep }\n",
    },
    exports: { out: 3 },
  },
  'a top-level await': {
    entry: 'await.ts',
    files: { 'await.ts': 'export const out: number = await Promise.resolve(3)\n' },
    exports: { out: 3 },
  },
  'a dynamic import': {
    entry: 'dynamic.ts',
    files: { 'dynamic.ts': "export const out = (await import('./lib/helper')).helper\n" },
    exports: { out: 'helper' },
  },
  'JavaScript of the other kind: module.exports in .js': {
    entry: 'plain-cjs.js',
    files: { 'plain-cjs.js': "module.exports = { out: require('./lib/data.json').port }\n" },
    exports: { default: { out: 5432 } },
  },
  'JavaScript of the other kind: export in .js': {
    entry: 'plain-esm.js',
    files: { 'plain-esm.js': "import path from 'node:path'\nexport const out = path.sep\n" },
    exports: { out: '/' },
  },
  'JavaScript that imports TypeScript': {
    entry: 'uses.mjs',
    files: { 'uses.mjs': "export { helper } from './lib/helper.ts'\n" },
    exports: { helper: 'helper' },
  },
  'entities with circular imports': {
    entry: 'entities.ts',
    files: {
      'entities.ts': `import 'reflect-metadata'
import { getMetadataArgsStorage } from 'typeorm'
import { Photo } from './entity/photo'
import { User } from './entity/user.js'
const { tables, columns, relations } = getMetadataArgsStorage()
export const out = {
  tables: tables.map((table) => (table.target as Function).name).sort(),
  types: columns.map((column) => \`\${(column.target as Function).name}.\${column.propertyName} \${(column.options.type as Function).name}\`).sort(),
  relations: relations.map((relation) => ((relation.type as () => Function)()).name).sort(),
  // a field that exists would overwrite what is loaded
  fields: [Object.keys(new Photo()), Object.keys(new User())],
  injected: Reflect.getMetadata('design:paramtypes', Photo).map((type: Function) => type.name),
}
`,
      'entity/photo.ts': `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { User } from './user'
function mark(_target: object, _key: string | undefined, _index: number): void {}
@Entity()
export class Photo {
  @PrimaryGeneratedColumn() id!: number
  @Column() name?: string
  @Column() taken!: Date
  @ManyToOne(() => User, (user) => user.photos) owner!: User
  constructor(@mark label?: string) { void label }
}
`,
      'entity/user.ts': `import { Column, Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm'
import { Photo } from './photo'
@Entity()
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column() active: boolean = true
  @OneToMany(() => Photo, (photo) => photo.owner) photos!: Photo[]
  best!: Photo
}
`,
    },
    exports: {
      out: {
        tables: ['Photo', 'User'],
        types: ['Photo.id Number', 'Photo.name String', 'Photo.taken Date', 'User.active Boolean', 'User.id Number'],
        relations: ['Photo', 'User'],
        fields: [[], ['active']],
        injected: ['String'],
      },
    },
  },
  'a module that is missing': {
    entry: 'missing.ts',
    files: {
      'missing.ts': "import './lib/imports-gone'\nexport const a = 1\n",
      'lib/imports-gone.ts': "import { x } from './gone'\nexport const y = x\n",
    },
    error: {
      code: 'MIG_SCRIPT_IMPORT',
      message: expect.stringMatching(
        /missing\.ts' could not be imported: Cannot find module '?.*gone'? imported from '?FOLDER\/lib\/imports-gone\.ts/,
      ) as unknown,
    },
  },
  'a package that is missing': {
    entry: 'missing-package.ts',
    files: { 'missing-package.ts': "import { x } from 'mig-has-no-such-package'\nexport const y = x\n" },
    error: {
      code: 'MIG_SCRIPT_IMPORT',
      message: expect.stringMatching(
        /Cannot find package 'mig-has-no-such-package' imported from .*FOLDER\/missing-package\.ts/,
      ) as unknown,
    },
  },
  'a package that require misses': {
    entry: 'missing-required.cts',
    files: { 'missing-required.cts': "const x = require('mig-has-no-such-package')\nmodule.exports = x\n" },
    error: {
      code: 'MIG_SCRIPT_IMPORT',
      message: expect.stringMatching(/Cannot find module 'mig-has-no-such-package' imported from FOLDER\/missing-required\.cts/) as unknown,
    },
  },
  'an export that is missing': {
    entry: 'unlinked.ts',
    files: { 'unlinked.ts': "import { nope } from './lib/helper'\nexport const y = nope\n" },
    error: { code: 'MIG_SCRIPT_IMPORT', message: expect.stringContaining("'nope'") as unknown },
  },
  'a file that is missing': {
    entry: 'no-such-file.ts',
    files: {},
    error: { code: 'MIG_SCRIPT_IMPORT', message: "'FOLDER/no-such-file.ts' could not be imported: there is no such file" },
  },
  'an error while the file runs': {
    entry: 'throws.ts',
    files: { 'throws.ts': "export {}\nthrow new Error('boom')\n" },
    error: { code: 'MIG_SCRIPT_IMPORT', message: "'FOLDER/throws.ts' could not be imported: boom" },
  },
  'a syntax error in TypeScript': {
    entry: 'syntax.ts',
    files: { 'syntax.ts': 'type A = string\nconst ä: A = = 2\nexport {}\n' },
    error: {
      code: 'MIG_SCRIPT_SYNTAX',
      message:
        'FOLDER/syntax.ts:2:14: Unexpected token\n  1 | type A = string\n> 2 | const ä: A = = 2\n    |              ^\n  3 | export {}',
      details: expect.objectContaining({ file: 'FOLDER/syntax.ts', line: 2, column: 14 }) as unknown,
    },
  },
  'a syntax error in an imported file': {
    entry: 'imports-syntax.ts',
    files: { 'imports-syntax.ts': "import './lib/bad.js'\nexport const a = 1\n", 'lib/bad.ts': 'export const a = {\n' },
    error: { code: 'MIG_SCRIPT_SYNTAX', message: expect.stringMatching(/^FOLDER\/lib\/bad\.ts:2:1: /) as unknown },
  },
  'a syntax error in JavaScript': {
    entry: 'syntax.mjs',
    files: { 'syntax.mjs': 'export const a = 1\n  let b = = 2\n' },
    error: { code: 'MIG_SCRIPT_SYNTAX', message: expect.stringMatching(/^FOLDER\/syntax\.mjs:2:11: /) as unknown },
  },
  'a syntax error in CommonJS': {
    entry: 'syntax.cjs',
    files: { 'syntax.cjs': 'exports.a = 1\nif (true { }\n' },
    error: { code: 'MIG_SCRIPT_SYNTAX', message: expect.stringMatching(/^FOLDER\/syntax\.cjs:2:10: /) as unknown },
  },
}

const shared: Readonly<Record<string, string>> = {
  'tsconfig.json':
    '{\n  // comments are fine\n  "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, "paths": { "@lib": ["./lib/index.ts"], "@lib/*": ["./lib/*"], "~/*": ["./lib/*"] }, },\n}\n',
  'lib/helper.ts': "export const helper: string = 'helper'\n",
  'lib/index.ts': "export const inner: string = 'index'\n",
  'lib/m.mts': "export const m: string = 'm'\n",
  'lib/data.json': '{ "port": 5432, "class": "reserved", "not a name": 1 }',
  'position.ts':
    "interface A {\n  a: string\n}\n\nexport type B = A\n\nexport function upgrade(): never {\n  // the error is at 9:9\n  throw new Error('boom')\n}\n",
  'position.cts':
    "interface A {\n  a: string\n}\n\n\n\nmodule.exports.upgrade = (): never => {\n  // the error is at 9:9\n  throw new Error('boom')\n}\n",
  'decorated-position.ts':
    "import 'reflect-metadata'\nconst d = (..._: unknown[]): void => {}\nclass A {\n  @d name!: string\n}\nvoid [A, __dirname, require]\nexport function upgrade(): never {\n  // the error is at 9:9\n  throw new Error('boom')\n}\n",
}

let bundle: Awaited<ReturnType<typeof bundleScriptPackage>>
beforeAll(async () => {
  bundle = await bundleScriptPackage()
})
afterAll(() => bundle.remove())

for (const type of ['module', 'commonjs']) {
  describe(`in a project of type ${type}`, () => {
    let folder: string
    let remove: () => void
    let outcomes: Record<string, Outcome>
    let positions: readonly string[]
    beforeAll(() => {
      const files = Object.assign(
        { 'package.json': JSON.stringify({ type }) },
        shared,
        ...Object.values(cases).map((each) => each.files),
      ) as Record<string, string>
      ;({ folder, remove } = createProject(files))
      const output = runNode(
        folder,
        `import { importFile } from ${JSON.stringify(bundle.entry)}
const outcomes = {}
for (const entry of ${JSON.stringify(Object.values(cases).map((each) => each.entry))}) {
  try { outcomes[entry] = { exports: { ...(await importFile(entry)) } } }
  catch (error) { outcomes[entry] = { error: { name: error.name, code: error.code, message: error.message, details: error.details, hint: error.hint, stack: error.stack } } }
}
const positions = []
for (const entry of ['position.ts', 'position.cts', 'decorated-position.ts']) {
  const module = await importFile(entry)
  try { (module.upgrade ?? module.default.upgrade)() } catch (error) { positions.push(error.stack.split('\\n')[1]) }
}
console.log(JSON.stringify({ outcomes, positions }))
`,
      )
      ;({ outcomes, positions } = JSON.parse(output.replaceAll(folder, 'FOLDER')) as {
        outcomes: Record<string, Outcome>
        positions: readonly string[]
      })
    })
    afterAll(() => remove())

    for (const [name, { entry, exports, error }] of Object.entries(cases)) {
      it(name, () => {
        expect(outcomes[entry]).toMatchObject(error === undefined ? { exports } : { error })
      })
    }

    it('errors keep the position they have in the source', () => {
      expect(positions).toEqual([
        expect.stringContaining('FOLDER/position.ts:9:9'),
        expect.stringContaining('FOLDER/position.cts:9:9'),
        expect.stringContaining('FOLDER/decorated-position.ts:9:9'),
      ])
    })
  })
}
