import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LinearRepository } from '@mig/linear'
import { tempFolder, type TempFolder } from '../../../test/support/temp-folder.js'

/** A repository of mig in a folder of its own. */
export interface Sample extends AsyncDisposable {
  readonly location: string
  readonly repository: LinearRepository
}

/** What a sample repository holds besides its files. */
export type SampleSettings = Readonly<Record<string, unknown>>

/**
 * Writes a numbered repository for one test.
 *
 * @param files names in `versions/`, empty files; or names and their text
 */
export async function sample(files: readonly string[] | Readonly<Record<string, string>>, settings: SampleSettings = {}): Promise<Sample> {
  const folder = await sampleFolder(files, { 'mig.cfg.json': JSON.stringify({ repositoryId: 'shop', ...settings }) })
  return {
    location: folder.path,
    repository: await LinearRepository.open(folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** Writes `versions/` and what lies beside it. */
export async function sampleFolder(
  files: readonly string[] | Readonly<Record<string, string>>,
  beside: Readonly<Record<string, string>>,
): Promise<TempFolder> {
  const folder = await tempFolder()
  const versions = join(folder.path, 'versions')
  await mkdir(versions)
  const texts = Array.isArray(files)
    ? Object.fromEntries(files.map((name: string) => [name, '']))
    : (files as Readonly<Record<string, string>>)
  for (const [name, text] of Object.entries(texts)) await writeFile(join(versions, name), text)
  for (const [name, text] of Object.entries(beside)) await writeFile(join(folder.path, name), text)
  return folder
}

/** SQL versions with these numbers. */
export const numbered = (...numbers: readonly number[]): readonly string[] =>
  numbers.map((number) => `${String(number).padStart(3, '0')}_v${number}.sql`)
