import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogFingerprint } from '@mig/core'
import { connect } from '@mig/database'
import { runOperation, type Operation } from '../../packages/schema/src/index.js'
import { schemaBefore } from '../../packages/schema/test/scenarios.js'
import { databases, type TestServer } from '../support/servers.js'
import { project, type Project } from './project.js'

const real = join(import.meta.dirname, '../../../shared/real/nova-api-numbered')

/** More than the tables of the operations' tests have: an enum, a generated column, keys of several columns, both kinds of relations. */
const more: readonly Operation[] = [
  {
    kind: 'createTable',
    table: 'order line',
    columns: {
      item: { type: 'integer' },
      line: { type: 'smallint' },
      customer: { type: 'integer', unique: true },
      amount: { type: 'decimal', precision: 12, scale: 3, nullable: false, default: 0 },
      doubled: { type: 'decimal', precision: 13, scale: 3, generated: { expression: 'amount * 2', stored: true } },
      paid: { type: 'boolean', nullable: false, default: false },
      data: { type: 'json' },
      'odd-name': { type: 'text' },
    },
    options: {
      primaryKey: { columns: ['item', 'line'] },
      foreignKeys: [
        { name: 'line_item', columns: ['item'], references: { table: 'item', columns: ['id'] }, onDelete: 'CASCADE' },
        { name: 'line_customer', columns: ['customer'], references: { table: 'customer', columns: ['id'] } },
      ],
      indexes: [{ name: 'line_paid', columns: ['paid', 'line'], unique: true }],
    },
  },
]

async function withProject(server: TestServer): Promise<Project> {
  const made = await project('dag', server)
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(made.path, 'node_modules'))
  writeFileSync(join(made.path, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": true } }')
  return made
}

const open = (made: Project) => connect(made.url.replace('sqlite:./', `sqlite:${made.path}/`))

for (const server of databases) {
  describe(`create_model on ${server.name}`, () => {
    it('writes entities that differ from the database in what they cannot say, and says what that is', async () => {
      await using made = await withProject(server)
      await using database = await open(made)
      await using session = await database.session()
      for (const operation of [...schemaBefore, ...more]) await runOperation(session, operation)
      const written = await made.run('create_model --to entities.ts')
      expect(written.stderr).toBe('')
      const notes = written.stdout.split('\n').slice(1, -1)
      const dialectNotes = {
        sqlite: [],
        postgres: [],
        mysql: ['  not in it: the check item_size of item: TypeORM leaves checks out on this database'],
      }
      expect(notes.map((note) => note.replace('DESC', 'desc')).toSorted()).toEqual(
        [
          '  not in it: the table keyless has no primary key, which every entity needs',
          '  not in it: the index item_note of item (note, size desc)',
          ...dialectNotes[server.dialect],
        ].toSorted(),
      )
      const compared = JSON.parse((await made.run('compare_model_to_db entities.ts --json')).stdout) as { differences: string[] }
      expect(compared.differences.toSorted()).toEqual(
        [
          'drop index item_note on item',
          'drop table keyless',
          ...(server.dialect === 'mysql' ? ['drop check item_size of item'] : []),
        ].toSorted(),
      )
      expect(await made.run('create_model --to entities.ts')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('[MIG_FILE_EXISTS]') as string,
      })
      const text = readFileSync(join(made.path, 'entities.ts'), 'utf8')
      expect((await made.run('create_model')).stdout).toBe(text)
      expect(text).toMatch(/@OneToOne\(\(\) => Customer, \(other\) => other\.orderLine\)/)
      expect(text).toMatch(/@OneToMany\(\(\) => Item, \(other\) => other\.customer2?\)/)
    })

    it('writes the schema as a script that makes it again', async () => {
      await using made = await withProject(server)
      await using other = await withProject(server)
      await using database = await open(made)
      await using session = await database.session()
      for (const operation of [...schemaBefore, ...more]) await runOperation(session, operation)
      const { stdout } = await made.run('create_model --ddl')
      const header =
        "export const revision = 'a1'\nexport const downRevision = null\nexport const branchLabels = null\nexport const dependsOn = null\n"
      other.write('a1.js', header + stdout)
      expect(await other.run('upgrade')).toMatchObject({ exitCode: 0 })
      await using again = await open(other)
      expect(catalogFingerprint(await again.inspect())).toBe(catalogFingerprint(await database.inspect()))
      expect(await other.run('downgrade base')).toMatchObject({ exitCode: 0 })
    })

    it.skipIf(!existsSync(real))(
      'writes entities of the real repository nova-api-numbered, which is there where its folder is',
      async () => {
        await using made = await withProject(server)
        made.settings({ mode: 'linear', repository: real, database: made.url })
        await made.run('version_control')
        expect(await made.run('upgrade --quiet')).toMatchObject({ exitCode: 0 })
        const written = JSON.parse((await made.run('create_model --to entities.ts --json')).stdout) as { tables: string[]; notes: string[] }
        expect(written.tables).toHaveLength(31)
        const { differences } = JSON.parse((await made.run('compare_model_to_db entities.ts --json')).stdout) as { differences: string[] }
        // Collations of enums: what the command says that entities cannot.
        const told = written.notes.map((note) => /^the collation \S+ of (\S+)$/.exec(note)?.[1])
        expect(differences.map((difference) => /^change column (\S+): collation \S+$/.exec(difference)?.[1]).toSorted()).toEqual(
          told.toSorted(),
        )
        if (server.dialect !== 'mysql') expect(differences).toEqual([])
      },
    )
  })
}
