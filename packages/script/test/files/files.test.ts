import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFile, createFolder, filesChecksum, readVersionFiles, replaceFile, textChecksum } from '../../src/index.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mig-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a versions folder', () => {
  it('is read in name order, without what is no migration', async () => {
    const migrations = ['001_a.ts', '002_b.SQL', '003_c.mjs', '010_d.cts', 'x.py']
    const ignored = [
      '.hidden.ts',
      '001_a.d.ts',
      '001_a.js.map',
      'README',
      'README.md',
      'LATEST',
      'HEADS',
      '001_a.ts~',
      '002.bak',
      '003.sql.orig',
      '.003.sql.swp',
      '#004.ts#',
      'a.d.mts',
      '__init__.py',
    ]
    for (const name of [...ignored, ...migrations].reverse()) writeFileSync(join(folder, name), `text of ${name}`)
    mkdirSync(join(folder, 'sub.ts'))
    const files = await readVersionFiles(folder)
    expect(files.map(({ name, language, text }) => [name, language, text])).toEqual([
      ['001_a.ts', 'ts', 'text of 001_a.ts'],
      ['002_b.SQL', 'sql', 'text of 002_b.SQL'],
      ['003_c.mjs', 'js', 'text of 003_c.mjs'],
      ['010_d.cts', 'ts', 'text of 010_d.cts'],
      ['x.py', undefined, ''],
    ])
    expect(files[0]?.path).toBe(join(folder, '001_a.ts'))
  })

  it('with a file that is not UTF-8 is refused: its text would reach the database wrongly', async () => {
    writeFileSync(join(folder, 'a.sql'), Buffer.from("INSERT INTO a VALUES ('\xe9');", 'latin1'))
    await expect(readVersionFiles(folder)).rejects.toMatchObject({
      code: 'MIG_FILE_UNREADABLE',
      message: `'${join(folder, 'a.sql')}' is not UTF-8`,
    })
    writeFileSync(join(folder, 'a.sql'), "SELECT '\ufffd';")
    expect(await readVersionFiles(folder)).toHaveLength(1)
  })

  it('with a link that leads nowhere names the link', async () => {
    symlinkSync('gone.sql', join(folder, 'a.sql'))
    symlinkSync(tmpdir(), join(folder, 'b.sql'))
    await expect(readVersionFiles(folder)).rejects.toMatchObject({
      code: 'MIG_FILE_UNREADABLE',
      message: `'${join(folder, 'a.sql')}' cannot be read (ENOENT)`,
    })
  })

  it('that is missing is an error with a way on', async () => {
    await expect(readVersionFiles(join(folder, 'gone'))).rejects.toMatchObject({
      code: 'MIG_REPOSITORY_MISSING',
      hint: expect.stringContaining('mig init') as string,
    })
  })
})

describe('createFile', () => {
  it('writes a new file and leaves nothing else', () => {
    createFile(join(folder, 'a.ts'), 'text')
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('text')
    expect(readdirSync(folder)).toEqual(['a.ts'])
  })

  it('never touches a file that exists', () => {
    writeFileSync(join(folder, 'a.ts'), 'old')
    expect(() => createFile(join(folder, 'a.ts'), 'new')).toThrow(expect.objectContaining({ code: 'MIG_FILE_EXISTS' }))
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a.ts'])
  })

  it('says when the folder does not exist', () => {
    expect(() => createFile(join(folder, 'gone', 'a.ts'), 'new')).toThrow(
      expect.objectContaining({ code: 'MIG_FILE_UNREADABLE', hint: 'Create the folder first.' }),
    )
  })
})

describe('replaceFile', () => {
  it('replaces the text and leaves nothing else', () => {
    writeFileSync(join(folder, 'a.ts'), 'old')
    replaceFile(join(folder, 'a.ts'), 'new')
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['a.ts'])
  })

  it('leaves nothing behind where it fails', () => {
    mkdirSync(join(folder, 'a.ts'))
    expect(() => replaceFile(join(folder, 'a.ts'), 'new')).toThrow(expect.objectContaining({ code: 'MIG_FILE_UNREADABLE' }))
    expect(readdirSync(folder)).toEqual(['a.ts'])
  })
})

describe('a checksum', () => {
  it('is the same after a checkout on another system', () => {
    expect(textChecksum('\ufeffa\r\nb\rc\n')).toBe(textChecksum('a\nb\nc\n'))
    expect(textChecksum('a\n')).toBe('87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7')
  })

  it('of a set does not depend on the order, but on names and texts', () => {
    const a = { name: 'a', text: 'x' }
    const b = { name: 'b', text: 'y' }
    expect(filesChecksum([a, b])).toBe(filesChecksum([b, a]))
    expect(filesChecksum([a, b])).not.toBe(filesChecksum([a, { ...b, name: 'c' }]))
    expect(filesChecksum([a, b])).not.toBe(
      filesChecksum([
        { ...a, text: 'xy' },
        { ...b, text: '' },
      ]),
    )
  })
})

describe('a new folder', () => {
  it('may be there when it is empty, and not otherwise', () => {
    createFolder(folder, { 'a/b/c.txt': 'c', 'd.txt': 'd' })
    expect(readFileSync(join(folder, 'a/b/c.txt'), 'utf8')).toBe('c')
    expect(() => createFolder(folder, { 'e.txt': '' })).toThrow('is not empty')
    expect(() => createFolder(join(folder, 'd.txt'), {})).toThrow('is a file')
    expect(readdirSync(folder).sort()).toEqual(['a', 'd.txt'])
  })

  it('leaves nothing when one of its files cannot be written', () => {
    expect(() => createFolder(join(folder, 'x/y'), { 'a/one': '1', 'a/one/two': '2' })).toThrow('cannot be')
    expect(readdirSync(folder)).toEqual([])
  })
})
