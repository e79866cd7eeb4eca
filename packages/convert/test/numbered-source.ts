import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { convertRepository, type ConversionReport, type ConvertOptions, type LegacyRecord } from '@mig/convert'
import { DagRepository } from '@mig/dag'

/** A numbered repository in a folder of its own, and what became of it. */
export interface NumberedSource extends Disposable {
  readonly folder: string
  readonly source: string
  readonly target: string
  /** Adds or replaces files of the source; `null` removes one. */
  change(files: Readonly<Record<string, string | null>>): void
  convert(options?: Partial<ConvertOptions>): Promise<Converted>
}

/** A converted repository, read back. */
export interface Converted {
  readonly report: ConversionReport
  readonly target: string
  readonly record: LegacyRecord
  /** One line per revision, parents first: `001 <- `, `002 <- 001`; siblings as `007 points`. */
  readonly graph: readonly string[]
  /** The text of the one file whose name holds this. */
  text(part: string): string
  /** The revision that a number maps to. */
  at(version: string): string | null
}

/**
 * Writes a numbered repository of versions: `{ '001_a.sql': 'CREATE TABLE a (id INTEGER);' }`. Other files are named with
 * their folder (`./MANIFEST.json`).
 */
export function numberedSource(versions: Readonly<Record<string, string>>, settings: 'mig' | 'migrate.cfg' = 'mig'): NumberedSource {
  const source = folderSource({}, (name) => (name.startsWith('./') ? name : `versions/${name}`))
  mkdirSync(join(source.source, 'versions'))
  if (settings === 'mig') writeFileSync(join(source.source, 'mig.cfg.json'), JSON.stringify({ repositoryId: 'shop' }))
  else
    writeFileSync(join(source.source, 'migrate.cfg'), '[db_settings]\nrepository_id=shop\nversion_table=migrate_version\nrequired_dbs=[]\n')
  source.change(versions)
  return source
}

/** Writes a repository of any tool, file by file: `{ 'V1__a.sql': '…' }`. */
export function folderSource(files: Readonly<Record<string, string>>, place: (name: string) => string = (name) => name): NumberedSource {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mig-convert-')))
  const source = join(folder, 'numbered')
  mkdirSync(source)
  const change: NumberedSource['change'] = (changes) => {
    for (const [name, text] of Object.entries(changes)) {
      const path = join(source, place(name))
      mkdirSync(dirname(path), { recursive: true })
      if (text === null) rmSync(path)
      else writeFileSync(path, text)
    }
  }
  change(files)
  const target = join(folder, 'migrations')
  return {
    folder,
    source,
    target,
    change,
    convert: async (options = {}) => {
      const report = await convertRepository({ source, target, ...options })
      return readConverted(report)
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function readConverted(report: ConversionReport): Promise<Converted> {
  const { target } = report
  const names = readdirSync(join(target, 'versions'))
  const record = JSON.parse(readFileSync(join(target, 'legacy.json'), 'utf8')) as LegacyRecord
  const graph = await (await DagRepository.open(target)).graph()
  const nameOf = (id: string) =>
    names
      .find((name) => name.startsWith(`${id}_`))!
      .slice(id.length + 1)
      .replace(/\.\w+$/, '')
  return {
    report,
    target,
    record,
    graph: graph.index.revisions.map(({ id, downRevisions }) => `${nameOf(id)} <- ${downRevisions.map(nameOf).join(' + ')}`),
    text: (part) => {
      const found = names.filter((name) => name.includes(part))
      if (found.length !== 1) throw new Error(`${found.length} files of ${names.join(', ')} hold '${part}'`)
      return readFileSync(join(target, 'versions', found[0]!), 'utf8')
    },
    at: (version) => record.versions.find((entry) => entry.version === version)!.revision,
  }
}
