import { describe, expect, it } from 'vitest'
import { project, type Project } from '../cli/project.js'
import { databases } from '../support/servers.js'

const up = '-- migrate:up\nCREATE TABLE b (id INTEGER);\nCREATE TABLE c (id INTEGER);\n-- migrate:down\n'
const transitions = (text: string) => [...text.matchAll(/^(\d+ -> \d+)(?:\.\.\.)? (done|failed)/gm)].map(([, way, end]) => `${way} ${end}`)

for (const server of databases) {
  /** Where DDL cannot be rolled back, what a failing downgrade leaves stays. */
  const takesBack = server.dialect !== 'mysql'

  async function atOne(): Promise<Project> {
    const made = await project('linear', server)
    made.write('001_a.sql', '-- migrate:up\nCREATE TABLE a (id INTEGER);\n-- migrate:down\nDROP TABLE a;\n')
    await made.run('upgrade')
    return made
  }
  const tellOf = async (made: Project) => {
    const { entries } = JSON.parse((await made.run('log --json')).stdout) as {
      entries: { direction: string; revision: string; state: string }[]
    }
    return entries.map(({ direction, revision, state }) => `${direction} ${revision} ${state}`)
  }

  describe(`mig test --here on ${server.name}`, () => {
    it('runs the newest version up and down, keeps the version row, and is in the log', async () => {
      await using made = await atOne()
      made.write('002_b.sql', `${up}DROP TABLE c;\nDROP TABLE b;\n`)
      const { stdout, stderr, exitCode } = await made.run('test --here')
      expect([exitCode, transitions(stderr)]).toEqual([0, ['1 -> 2 done', '2 -> 1 done']])
      expect(stdout).toMatch(/^Success: version 2 goes up and down on /)
      expect((await made.run('db_version')).stdout).toBe('1\n')
      expect((await made.run('log -n 2')).stdout).toMatch(
        /^\S+ {2}upgrade 2 {2}done .* 1 -> 1; a test, the version row stays\n.*downgrade 2 {2}done .* 1 -> 1; a test/,
      )
      // nothing is late, edited or half-done afterwards, and the real upgrade runs
      expect((await made.run('check --only late --only edited --only half-done')).exitCode).toBe(0)
      expect(transitions((await made.run('upgrade')).stderr)).toEqual(['1 -> 2 done'])
      expect(await made.run('test --here')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIG_VERSION_APPLIED') })
    })

    it('says what the downgrade left behind', async () => {
      await using made = await atOne()
      made.write('002_b.sql', `${up}DROP TABLE c;\n`)
      const { stdout, exitCode } = await made.run('test --here')
      expect(exitCode).toBe(3)
      expect(stdout).toContain('version 2: after its downgrade the schema is not what it was\n  table b was left behind\n')
    })

    it('works on a database that is under no control, and leaves it so', async () => {
      await using made = await atOne()
      await made.run('drop_version_control')
      made.write('002_b.sql', `${up}DROP TABLE c;\nDROP TABLE b;\n`)
      expect(await made.run('test --here')).toMatchObject({ exitCode: 0 })
      expect(await made.run('db_version')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIG_NOT_CONTROLLED') })
    })

    it(takesBack ? 'takes the upgrade back when the downgrade fails' : 'goes on with a downgrade that failed, the next time', async () => {
      await using made = await atOne()
      for (const broken of ['DROP TABLE nope;\nDROP TABLE c;\n', 'DROP TABLE c;\nDROP TABLE nope;\n']) {
        made.write('002_b.sql', `${up}${broken}DROP TABLE b;\n`)
        const failed = await made.run('test --here')
        expect([failed.exitCode, transitions(failed.stderr)]).toEqual([1, ['1 -> 2 done', '2 -> 1 failed']])
        expect(failed.stderr).toMatch(takesBack ? /Nothing stays applied/ : /Correct its downgrade, then: mig test --here/)
        made.write('002_b.sql', `${up}DROP TABLE c;\nDROP TABLE b;\n`)
        const again = await made.run('test --here')
        const first = takesBack ? [] : ['2 -> 1 done']
        expect([again.exitCode, transitions(again.stderr)]).toEqual([0, [...first, '1 -> 2 done', '2 -> 1 done']])
      }
      expect((await made.run('db_version')).stdout).toBe('1\n')
    })

    it('leaves nothing that mig recover cannot finish', async () => {
      await using made = await atOne()
      made.write('002_b.sql', `${up}DROP TABLE c;\nDROP TABLE nope;\nDROP TABLE b;\n`)
      expect(await made.run('test --here')).toMatchObject({ exitCode: 1 })
      made.write('002_b.sql', `${up}DROP TABLE c;\nDROP TABLE b;\n`)
      expect(await made.run('upgrade')).toMatchObject(
        takesBack ? { exitCode: 0 } : { exitCode: 2, stderr: expect.stringContaining('mig recover') },
      )
      expect(await made.run('recover')).toMatchObject({ exitCode: 0 })
      expect(await made.run('upgrade')).toMatchObject({ exitCode: 0 })
      expect((await made.run('db_version')).stdout).toBe('2\n')
      const told = await tellOf(made)
      expect(told.slice(-1)).toEqual(['upgrade 2 done'])
      expect(told.includes('downgrade 2 done')).toBe(!takesBack)
      expect(await made.run('check')).toMatchObject({ exitCode: 0 })
    })
  })
}
