import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databases } from '../support/servers.js'
import { project } from './project.js'

describe('mig check', () => {
  it('names its parts, and finds nothing where nothing is wrong', async () => {
    await using made = await project('dag')
    await made.revision('a1', '', 'CREATE TABLE a (id INTEGER);')
    expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
    expect(await made.run('check')).toEqual({
      stdout: `repository ${made.path}/migrations (dag)
  files      ok
  heads      ok
database sqlite:${made.path}/app.db
  rows       ok
  behind     ok
  branches   ok
  edited     ok
  half-done  ok
nothing found
`,
      stderr: '',
      exitCode: 0,
    })
  })

  it('lists every load problem of a DAG repository at once, with file and next step', async () => {
    await using made = await project('dag')
    made.write('a.sql', '-- a\n-- revision: a1\n-- down revision:\n')
    made.write('b.sql', '-- b\n-- revision: a1\n-- down revision:\n')
    made.write('c.sql', '-- c\n-- revision: c1\n-- down revision: nowhere\n')
    made.write('d.sql', 'SELECT 1;\n')
    made.write('e.sql', '-- e\n-- revision: e1\n-- down revision: f1\n')
    made.write('f.sql', '-- f\n-- revision: f1\n-- down revision: e1\n')
    made.write('g.sql', Buffer.from([0x2d, 0x2d, 0xff, 0x0a]))
    const { stdout, exitCode } = await made.run('check --offline')
    expect(exitCode).toBe(3)
    const codes = [...stdout.matchAll(/\[(MIG_\w+)\]/g)].map((match) => match[1])
    expect(codes).toEqual(['MIG_FILE_UNREADABLE', 'MIG_SCRIPT_HEADER', 'MIG_REVISION_DUPLICATE', 'MIG_PARENT_MISSING', 'MIG_CYCLE'])
    for (const file of ['a.sql', 'b.sql', 'c.sql', 'd.sql', 'e.sql', 'f.sql', 'g.sql']) expect(stdout).toContain(file)
    expect(stdout.match(/hint:/g)).toHaveLength(codes.length)
    expect(stdout).toContain('heads      not looked at: the repository does not load')
    const { items } = JSON.parse((await made.run('check --offline --json')).stdout) as {
      items: { name: string; findings: { code: string }[] }[]
    }
    expect(items.find(({ name }) => name === 'files')?.findings.map(({ code }) => code)).toEqual(codes)
  })

  it('lists every load problem of a numbered repository at once', async () => {
    await using made = await project('linear')
    for (const name of [
      '001_a.ts',
      '001_b.ts',
      '002_sqlite_upgrade.sql',
      '002_x_sqlite_upgrade.sql',
      '003_upgrade.sql',
      '004_sqlite_upgarde.sql',
      '005_a.txt',
    ])
      made.write(name, '')
    made.folder('006_dir')
    const { stdout, exitCode } = await made.run('check --offline --only files')
    expect(exitCode).toBe(3)
    expect([...stdout.matchAll(/\[(MIG_\w+)\]/g)].map((match) => match[1]).sort()).toEqual([
      'MIG_SCRIPT_NAME',
      'MIG_SCRIPT_NAME',
      'MIG_SCRIPT_NAME',
      'MIG_SCRIPT_NAME',
      'MIG_VERSION_COLLISION',
      'MIG_VERSION_COLLISION',
    ])
    for (const part of ["'001_a.ts', '001_b.ts'", '002_x_sqlite_upgrade.sql', '003_upgrade.sql', "'upgarde'", '005_a.txt', '006_dir'])
      expect(stdout).toContain(part)
    expect(await made.run('upgrade')).toMatchObject({ exitCode: 2 })
  })

  it('names scripts that no number makes a version of, and no others', async () => {
    await using made = await project('linear')
    made.write('001_a.sql', '')
    for (const name of ['README', 'LATEST', '__init__.py', 'notes.txt', 'shared.ts', 'helpers.py', '.b.sql.swp', 'c.sql~'])
      made.write(name, '')
    made.write('LATEST', '001 a (sql)\n')
    made.folder('__pycache__')
    made.folder('old')
    expect(await made.run('check --offline')).toMatchObject({ exitCode: 0 })
    for (const name of ['nonsense.sql', '4_add.sql', '05_b.py']) made.write(name, '')
    made.write('add_city.ts', 'export async function upgrade(op) {}')
    const { stdout, exitCode } = await made.run('check --offline --only files')
    expect(exitCode).toBe(3)
    expect(stdout).toContain(
      "'4_add.sql' never runs: its name does not begin with a number of three digits or more [MIG_SCRIPT_NAME]\n" +
        '             migrations/versions/4_add.sql\n' +
        '             hint: Give it its number (004_add.sql), or move it out of versions/.\n',
    )
    expect([...stdout.matchAll(/'(\S+)' never runs/g)].map((match) => match[1])).toEqual([
      '05_b.py',
      '4_add.sql',
      'add_city.ts',
      'nonsense.sql',
    ])
    // also beside what does not load
    made.write('001_b.sql', '')
    expect((await made.run('check --offline')).stdout).toContain("'nonsense.sql' never runs")
  })

  it('asks for a script for every database that the repository names or requires', async () => {
    await using made = await project('linear')
    for (const way of ['upgrade', 'downgrade']) made.write(`001_a_mysql_${way}.sql`, '')
    expect(await made.run('check --offline')).toMatchObject({ exitCode: 0 })
    for (const way of ['upgrade', 'downgrade']) made.write(`002_b_postgresql_${way}.sql`, '')
    const { stdout } = await made.run('check --offline')
    for (const fact of ['version 1 has no upgrade for postgres', 'version 2 has no downgrade for mysql']) expect(stdout).toContain(fact)
    expect(stdout).not.toContain('for sqlite')
    made.configure({ requiredDialects: ['sqlite', 'oracle'] })
    expect((await made.run('check --offline')).stdout).toContain('version 2 has no upgrade for sqlite')
  })

  it('finds gaps, where the repository allows none', async () => {
    await using made = await project('linear')
    for (const name of ['001_a.sql', '003_b.sql', '007_c.sql']) made.write(name, '')
    expect((await made.run('check --only gaps')).stdout).toContain('versions 2, 4 to 6 have no script')
    made.configure({ gaps: 'skip' })
    expect(await made.run('check --only gaps')).toMatchObject({ exitCode: 0 })
  })

  it('finds several heads, and what a database lacks', async () => {
    await using made = await project('dag')
    await made.revision('a1', '', 'CREATE TABLE a (id INTEGER);')
    await made.revision('b1', 'a1', '')
    await made.revision('c1', 'a1', '')
    await made.run('upgrade b1')
    const { stdout, exitCode } = await made.run('check --only heads --only behind')
    expect(exitCode).toBe(3)
    expect(stdout).toBe(`repository ${made.path}/migrations (dag)
  heads      the repository has 2 heads: b1, c1 [MIG_HEADS_SEVERAL]
             migrations/versions/b1.sql
             migrations/versions/c1.sql
             hint: Join them: mig merge b1 c1 -m "merge"
database sqlite:${made.path}/app.db
  behind     the database lacks 1 revision: 'c1' [MIG_DATABASE_BEHIND]
             migrations/versions/c1.sql
             hint: Run: mig upgrade heads
2 findings
`)
  })

  it('verifies the head file, and rewrites it with --fix', async () => {
    for (const [mode, file] of [
      ['dag', 'HEADS'],
      ['linear', 'LATEST'],
    ] as const) {
      await using made = await project(mode)
      made.write(file, '')
      await made.run(mode === 'dag' ? 'revision -m "create a" --rev-id a1 --sql' : 'script "create a" --sql')
      const path = join(made.versions, file)
      const right = readFileSync(path, 'utf8')
      expect(await made.run('check --offline')).toMatchObject({ exitCode: 0 })
      writeFileSync(path, `<<<<<<< ours\n${right}=======\n099 other\n>>>>>>> theirs\n`)
      const found = await made.run('check --offline --only head-file')
      expect(found.exitCode).toBe(3)
      expect(found.stdout).toContain(`versions/${file} holds the conflict of a merge [MIG_HEAD_FILE]`)
      expect(found.stdout).toContain('mig check --fix')
      expect(await made.run('check --offline --fix')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining(`rewrote migrations/versions/${file}\n`),
      })
      expect(readFileSync(path, 'utf8')).toBe(right)
      rmSync(path)
      // a repository without one begins with --fix
      expect((await made.run('check --offline')).stdout).not.toContain('head-file')
      expect((await made.run('check --offline --fix')).stdout).toContain(`rewrote migrations/versions/${file}\n`)
      expect(readFileSync(path, 'utf8')).toBe(right)
    }
  })

  it('works without a database, and says what it did not look at', async () => {
    await using made = await project('dag')
    await made.revision('a1', '', '')
    made.settings({ mode: 'dag' })
    expect(await made.run('check')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('behind     not looked at: no database is named'),
    })
    expect(await made.run('check --only behind')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[MIG_CONFIG_MISSING]') })
    expect(await made.run('check --only behind --offline')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[MIG_OPTION_INVALID]'),
    })
    expect(await made.run('check --only everything')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'half-done'") })
  })

  it('tells of rows that no file declares', async () => {
    await using made = await project('dag')
    await made.revision('a1', '', '')
    await made.revision('b1', 'a1', '')
    await made.run('upgrade')
    rmSync(join(made.versions, 'b1.sql'))
    const { stdout, exitCode } = await made.run('check')
    expect(exitCode).toBe(3)
    expect(stdout).toContain("rows       the version table names 'b1', which is in no file of this repository [MIG_ROW_UNKNOWN]")
    expect(stdout).toContain('mig stamp --purge')
  })
})

for (const server of databases) {
  describe(`an edited script on ${server.name}`, () => {
    it('stops the upgrade until the edit is accepted; layout is no edit', async () => {
      await using made = await project('dag', server)
      await made.revision('a1', '', 'CREATE TABLE a (id INTEGER);')
      await made.run('upgrade')
      await made.revision('b1', 'a1', 'CREATE TABLE b (id INTEGER);')

      await made.revision('a1', '', '/* again */ create table a\n  (id INTEGER)')
      expect(await made.run('check --only edited')).toMatchObject({ exitCode: 0 })

      await made.revision('a1', '', 'CREATE TABLE a (id BIGINT);')
      const refused = await made.run('upgrade')
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
      expect(refused.stderr).toBe(
        `error: 'a1' is applied, and its script was edited since: ${made.versions}/a1.sql [MIG_SCRIPT_EDITED]\n` +
          `hint: Restore the text and put the change into a new script; or, when the database already has what it says: mig accept-edit a1 --reason "…"\n`,
      )
      expect((await made.run('current')).stdout).toBe('a1\n')
      expect((await made.run('status')).stdout).toContain('edited:     a1 (since they ran; see mig check --only edited)\n')
      expect(await made.run('check --only edited')).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('[MIG_SCRIPT_EDITED]') })

      expect(await made.run('accept-edit a1')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason is missing') })
      expect(await made.run('accept-edit b1 --reason x')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("'b1' is not applied [MIG_EDIT_UNKNOWN]"),
      })
      expect(await made.run('accept-edit a1 --reason "widened by hand"')).toEqual({ stdout: 'accepted: a1\n', stderr: '', exitCode: 0 })
      expect((await made.run('accept-edit a1 --reason again')).stdout).toBe("nothing to accept: 'a1' says what it said when it ran\n")
      expect((await made.run('log a1')).stdout).toContain('widened by hand')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await made.run('check')).toMatchObject({ exitCode: 0 })
    })

    it('is told or passed over on request, by flag and by configuration', async () => {
      await using made = await project('dag', server)
      await made.revision('a1', '', 'CREATE TABLE a (id INTEGER);')
      await made.run('upgrade')
      await made.revision('a1', '', 'CREATE TABLE a (id BIGINT);')
      await made.revision('b1', 'a1', 'CREATE TABLE b (id INTEGER);')
      await made.revision('c1', 'b1', 'CREATE TABLE c (id INTEGER);')
      expect((await made.run('upgrade b1 --on-edited warn')).stderr).toMatch(
        /^warning: 'a1' is applied, and its script was edited since: .*a1\.sql\nupgrade b1 {2}/,
      )
      made.settings({ onEdited: 'ignore' })
      expect((await made.run('upgrade c1')).stderr).toMatch(/^upgrade c1 {2}/)
      made.settings({ onEdited: 'maybe' })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("'error', 'warn', 'ignore'") })
    })

    it('is none where the script never ran: stamped', async () => {
      await using made = await project('dag', server)
      await made.revision('a1', '', 'CREATE TABLE a (id INTEGER);')
      await made.run('stamp a1')
      await made.revision('a1', '', 'CREATE TABLE a (id BIGINT);')
      expect(await made.run('check')).toMatchObject({ exitCode: 0 })
      expect(await made.run('accept-edit a1 --reason x')).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('was stamped or taken over'),
      })
    })

    it('is found in numbered repositories, per dialect', async () => {
      await using made = await project('linear', server)
      made.write('001_default_upgrade.sql', 'CREATE TABLE a (id INTEGER);')
      await made.run('upgrade')
      made.write('001_a_default_downgrade.sql', '')
      rmSync(join(made.versions, '001_a_default_downgrade.sql'))
      made.write('001_default_upgrade.sql', 'CREATE TABLE a (id BIGINT);')
      expect(await made.run('check --only edited')).toMatchObject({
        exitCode: 3,
        stdout: expect.stringContaining('001_default_upgrade.sql'),
      })
      made.write('001_default_upgrade.sql', 'CREATE TABLE a (id INTEGER); -- one')
      made.write(`001_${server.dialect === 'sqlite' ? 'mysql' : 'sqlite'}_upgrade.sql`, 'SELECT 1;')
      expect(await made.run('check --only edited')).toMatchObject({ exitCode: 0 })
    })
  })

  describe(`a late version on ${server.name}`, () => {
    it('is reported, stops the upgrade, and runs with --allow-late', async () => {
      await using made = await project('linear', server)
      made.configure({ gaps: 'skip' })
      made.write('001_a.sql', '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;')
      made.write('003_c.sql', '-- migrate:up\nCREATE TABLE c (id INTEGER);\n-- migrate:down\nDROP TABLE c;')
      await made.run('upgrade')
      made.write('002_b.sql', '-- migrate:up\nCREATE TABLE b (id INTEGER);\n-- migrate:down\nDROP TABLE b;')
      made.write('004_d.sql', '-- migrate:up\nCREATE TABLE d (id INTEGER);\n-- migrate:down\nDROP TABLE d;')
      const refused = await made.run('upgrade')
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
      expect(refused.stderr).toBe(
        `error: the database is at 3, and version 2 below it never ran here: ${made.versions}/002_b.sql [MIG_VERSION_LATE]\n` +
          'hint: Give it a number above the last one; or run it now, in number order before the rest: mig upgrade --allow-late\n',
      )
      expect((await made.run('db_version')).stdout).toBe('3\n')
      expect((await made.run('status')).stdout).toContain('late:       2 (never ran here; see mig check --only late)\n')
      expect(await made.run('check --only late')).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('[MIG_VERSION_LATE]') })
      // what never ran has nothing to undo
      expect(await made.run('downgrade 1')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade 3')).toMatchObject({ exitCode: 0 })
      expect(await made.run('downgrade 0 --yes')).toMatchObject({ exitCode: 0 })
    })

    it('runs below the row with --allow-late, and is undone in its turn', async () => {
      await using made = await project('linear', server)
      made.configure({ gaps: 'skip' })
      made.write('001_a.sql', '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;')
      made.write('003_c.sql', '-- migrate:up\nCREATE TABLE c (id INTEGER);\n-- migrate:down\nDROP TABLE c;')
      await made.run('upgrade')
      made.write('002_b.sql', '-- migrate:up\nCREATE TABLE b (id INTEGER);\n-- migrate:down\nDROP TABLE b;')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 2 })
      const ran = await made.run('upgrade --allow-late')
      expect(ran.stderr.replace(/\(\d+ ms\)/, '(1 ms)')).toBe('2 (late)... done (1 ms)\n')
      expect(ran.exitCode).toBe(0)
      expect((await made.run('db_version')).stdout).toBe('3\n')
      expect(await made.run('check')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0, stdout: 'nothing to do: at 3\n' })
      expect(await made.run('downgrade 0 --yes')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
    })

    it('is none below the number at which a database was taken over', async () => {
      await using made = await project('linear', server)
      for (const number of ['001', '002', '003']) made.write(`${number}_x.sql`, `-- migrate:up\nCREATE TABLE t${number} (id INTEGER);`)
      await made.run('version_control 2')
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect(await made.run('check')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0, stdout: 'nothing to do: at 3\n' })
    })
  })
}
