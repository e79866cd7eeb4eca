import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '@mig/database'
import { numberedSource } from '../../packages/convert/test/numbered-source.js'
import { runCli } from '../support/run-cli.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { follow } from '../support/transcript.js'

const files = {
  '001_account.sql': 'CREATE TABLE account (id INTEGER NOT NULL, name VARCHAR(20));\n',
  '002_note.sql': 'ALTER TABLE account ADD COLUMN note VARCHAR(40);\n',
  '003_orders.sql': 'CREATE TABLE orders (id INTEGER NOT NULL);\n',
}

/** A converted repository in `migrations`, and a database `app.db` that the old tool left at a number. */
async function adoptable(number: string): Promise<TempFolder> {
  const folder = await tempFolder()
  using source = numberedSource(files, 'migrate.cfg')
  await source.convert()
  cpSync(source.target, join(folder.path, 'migrations'), { recursive: true })
  await runCli(`upgrade ${number} --mode linear --repository ${source.source} --database sqlite:./app.db --quiet`, folder.path)
  writeFileSync(join(folder.path, 'mig.config.json'), JSON.stringify({ mode: 'dag', database: 'sqlite:./app.db' }))
  return folder
}

describe('a database that only the old tool knows', () => {
  it('says so wherever one looks, tells what would be done, and is taken over once', async () => {
    await using folder = await adoptable('2')
    await follow(
      folder.path,
      `
      $ mig current
      this database is at 2 of the old tool's table migrate_version (SQLAlchemy Migrate); mig upgrade, or mig adopt, takes it over as 9c2ab611f38e
      $ mig current --check-heads
      this database is at 2 of the old tool's table migrate_version (SQLAlchemy Migrate); mig upgrade, or mig adopt, takes it over as 9c2ab611f38e
      not at the head: 879fcb1b16e5
      [3]
      $ mig check --only legacy --only behind
      database sqlite:app.db
        legacy     the database is at 2 of 'migrate_version' (SQLAlchemy Migrate), which is 9c2ab611f38e; mig has not taken it over [MIG_ADOPT_PENDING]
                   hint: Run: mig adopt, or mig upgrade, which does it first
        behind     the database lacks 1 revision: '879fcb1b16e5' [MIG_DATABASE_BEHIND]
                   migrations/versions/879fcb1b16e5_003_orders.sql
                   hint: Run: mig upgrade
      2 findings
      [3]
      $ mig upgrade --plan
      this database is at 2 of the old tool's table migrate_version (SQLAlchemy Migrate); mig upgrade, or mig adopt, takes it over as 9c2ab611f38e
      upgrade 879fcb1b16e5 orders  [atomic, 1 statement]
      9c2ab611f38e -> 879fcb1b16e5, 1 step; nothing was run
      $ mig adopt --plan
      old tool:  SQLAlchemy Migrate, migrate_version at 2
      revision:  9c2ab611f38e note
      schema:    its schema equals a replay of version 2 on this server
      rows:      +9c2ab611f38e in mig_version
      old table: stays
      nothing was changed
      $ mig adopt
      record +9c2ab611f38e
      adopted: migrate_version was at 2, recorded as 9c2ab611f38e (its schema equals a replay of version 2 on this server)
      $ mig adopt
      nothing to adopt: mig keeps this database already
      $ mig adopt --plan
      nothing to adopt: mig keeps this database already
      $ mig current
      9c2ab611f38e
      `,
    )
  })

  it('is refused when its schema is another one, with every difference on request', async () => {
    await using folder = await adoptable('2')
    await runSql(folder, 'ALTER TABLE account DROP COLUMN note')
    await follow(
      folder.path,
      `
      $ mig adopt --plan
      old tool:  SQLAlchemy Migrate, migrate_version at 2
      revision:  9c2ab611f38e note
      schema:    its schema differs from a replay of version 2 in 1 place
        table account column note
          at 2: {"name":"note","type":"VARCHAR(40)","nullable":true}
          here: absent
      rows:      +9c2ab611f38e in mig_version
      old table: stays
      mig adopt refuses this without --accept-drift; nothing was changed
      [3]
      $ mig current
      this database is at 2 of the old tool's table migrate_version (SQLAlchemy Migrate); mig upgrade, or mig adopt, takes it over as 9c2ab611f38e
      `,
    )
    const { stderr, exitCode } = await runCli('adopt', folder.path)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /error: the database says version 2, and its schema is another: table account column note is .* and absent in the database/,
    )
  })

  it('is taken over as it is for a reason, and its table dropped', async () => {
    await using folder = await adoptable('2')
    await runSql(folder, 'ALTER TABLE account DROP COLUMN note')
    await follow(
      folder.path,
      `
      $ mig adopt --accept-drift
      error: --accept-drift needs a reason, which is kept in the journal [MIG_OPTION_INVALID]
      hint: Add: --reason TEXT. To see the differences first: mig adopt --plan
      [2]
      $ mig adopt --reason nothing
      error: --reason belongs to --accept-drift [MIG_OPTION_INVALID]
      hint: Add --accept-drift, or leave it out.
      [2]
      $ mig adopt --plan --accept-drift --reason "nobody reads notes" --drop-legacy
      old tool:  SQLAlchemy Migrate, migrate_version at 2
      revision:  9c2ab611f38e note
      schema:    its schema differs from a replay of version 2 in 1 place
        table account column note
          at 2: {"name":"note","type":"VARCHAR(40)","nullable":true}
          here: absent
      rows:      +9c2ab611f38e in mig_version
      old table: migrate_version is dropped
      nothing was changed
      $ mig upgrade --accept-drift --reason "nobody reads notes" --drop-legacy
      record +9c2ab611f38e
      adopted: migrate_version was at 2, recorded as 9c2ab611f38e (its schema differs from a replay of version 2 in 1 place)
      accepted, and kept in the journal:
        table account column note
          at 2: {"name":"note","type":"VARCHAR(40)","nullable":true}
          here: absent
      dropped migrate_version
      upgrade 879fcb1b16e5 orders
      $ mig adopt --drop-legacy
      nothing to adopt: mig keeps this database already
      `,
    )
  })

  it('keeps the old number in step while that is set', async () => {
    await using folder = await adoptable('1')
    writeFileSync(
      join(folder.path, 'mig.config.json'),
      JSON.stringify({ mode: 'dag', database: 'sqlite:./app.db', keepLegacyVersion: true }),
    )
    await runCli('upgrade 2', folder.path)
    const { stdout } = await runCli('current --json', folder.path)
    expect(JSON.parse(stdout)).toMatchObject({ rows: ['9c2ab611f38e'], legacy: { version: '2', standing: 'in-step' } })
    await follow(
      folder.path,
      `
      $ mig upgrade --drop-legacy
      error: the old table is to be kept in step (keepLegacyVersion), and to be dropped [MIG_OPTION_INVALID]
      hint: Leave out one of --keep-legacy-version and --drop-legacy; the first may stand in the configuration as keepLegacyVersion.
      [2]
      `,
    )
  })

  it('in a state that cannot be taken over says why, and `current` still answers', async () => {
    await using folder = await adoptable('3')
    await runSql(folder, 'UPDATE migrate_version SET version = 9')
    await follow(
      folder.path,
      `
      $ mig current
      the database is at version 9, above the last converted one, 3
      hint: Convert the newer repository, then run the command again.
      $ mig adopt --plan
      error: the database is at version 9, above the last converted one, 3 [MIG_ADOPT_ABOVE]
      hint: Convert the newer repository, then run the command again.
      [2]
      $ mig upgrade --plan
      error: the database is at version 9, above the last converted one, 3 [MIG_ADOPT_ABOVE]
      hint: Convert the newer repository, then run the command again.
      [2]
      `,
    )
  })

  it('answers programs', async () => {
    await using folder = await adoptable('2')
    const json = async (words: string) => JSON.parse((await runCli(`${words} --json`, folder.path)).stdout) as unknown
    const legacy = {
      tool: 'SQLAlchemy Migrate',
      table: 'migrate_version',
      version: '2',
      heads: ['9c2ab611f38e'],
      standing: 'alone',
      problem: null,
    }
    expect(await json('current')).toMatchObject({ rows: [], isAtHead: false, legacy })
    expect(await json('status')).toMatchObject({ rows: [], legacy, pending: [{ revision: '879fcb1b16e5' }] })
    expect(await json('adopt --plan')).toMatchObject({
      decision: { kind: 'adopt', table: 'migrate_version', version: '2', heads: ['9c2ab611f38e'], differences: [] },
      plan: { from: [], to: ['9c2ab611f38e'], steps: [{ kind: 'stamp', ledger: { add: ['9c2ab611f38e'], remove: [] } }] },
    })
    expect(await json('adopt')).toMatchObject({ kind: 'adopt', version: '2' })
    expect(await json('adopt')).toEqual({ kind: 'none', why: 'kept' })
    expect(await json('current')).toMatchObject({ rows: ['9c2ab611f38e'], legacy: { ...legacy, standing: 'in-step' } })
  })
})

async function runSql(folder: TempFolder, sql: string): Promise<void> {
  await using database = await connect(`sqlite:${join(folder.path, 'app.db')}`)
  await using session = await database.session()
  await session.execute(sql)
}
