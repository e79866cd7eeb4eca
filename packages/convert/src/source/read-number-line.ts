import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MigError } from '@mig/core'
import { collidingFiles, readLinearSettings, readNumberedFolder, type NumberedFile, type NumberedVersion } from '@mig/linear'
import { parseSqlScript, readText } from '@mig/script'
import type { NumberLine, SourceSection, SourceVersion, Strand } from './number-line.js'

/**
 * Reads a numbered repository of mig or of SQLAlchemy Migrate. Two changes under one number are accepted here.
 *
 * @throws {MigError} `MIG_REPOSITORY_…`, `MIG_SCRIPT_…`, `MIG_CONVERT_SOURCE`
 */
export function readNumberLine(source: string): NumberLine {
  const location = resolve(source)
  const settings = readLinearSettings(location)
  const folder = readNumberedFolder(location, { collisions: 'accept' })
  const codeOnly = readCodeOnly(location)
  if (folder.versions.length === 0)
    throw new MigError('MIG_CONVERT_SOURCE', `'${location}' holds no versions`, {
      details: { location },
      hint: 'Name the folder that holds versions/.',
    })
  return {
    format: settings.isHeritage ? 'sqlalchemy-migrate' : 'mig',
    repositoryId: settings.repositoryId,
    versionTable: settings.versionTable,
    versions: folder.versions.map((version) => readVersion(version, codeOnly.has(version.version))),
    ignored: folder.ignored,
  }
}

function readVersion(version: NumberedVersion, isCodeOnly: boolean): SourceVersion {
  const groups = collidingFiles(version).length > 0 ? groupByDescription(version.files) : [version.files]
  return {
    version: version.version,
    digits: version.files[0]!.digits,
    strands: groups.map((files) => readStrand(version.version, files)),
    isCodeOnly,
  }
}

/** Files with one description were written together: an upgrade and its downgrade, a script per dialect. */
function groupByDescription(files: readonly NumberedFile[]): readonly (readonly NumberedFile[])[] {
  const groups = new Map<string, NumberedFile[]>()
  for (const file of files) {
    const others = groups.get(file.description)
    if (others) others.push(file)
    else groups.set(file.description, [file])
  }
  return [...groups.values()]
}

function readStrand(version: string, numbered: readonly NumberedFile[]): Strand {
  const used = numbered.filter((file) => file.dialect !== 'foreign')
  const files = used.map(({ name, path }) => ({ name, path, text: readText(path) }))
  const description = used.find((file) => file.description !== '')?.description ?? ''
  const common = { name: description.replaceAll(' ', '_'), description, files }
  const sql = used.filter((file) => file.language === 'sql')
  const code = used.filter((file) => file.language !== 'sql' && file.language !== 'py')
  const python = used.find((file) => file.language === 'py')
  if (code.length > 1 || (code.length > 0 && sql.length > 0)) {
    const names = [...code, ...sql].map((file) => file.name)
    throw new MigError('MIG_CONVERT_SOURCE', `version ${version} mixes code and SQL: ${names.join(', ')}`, {
      details: { version, files: names },
      hint: 'Put it into one language first; nothing was written.',
    })
  }
  if (code[0]) {
    const file = files.find(({ name }) => name === code[0]!.name)!
    refuseRelativeImports(version, file)
    return {
      ...common,
      body: { kind: 'code', language: file.name.slice(file.name.lastIndexOf('.') + 1), file: file.name, text: file.text },
    }
  }
  if (sql.length === 0 && python) return { ...common, body: { kind: 'foreign', file: python.name } }
  return {
    ...common,
    body: { kind: 'sql', sections: sql.flatMap((file) => readSections(file, files.find(({ name }) => name === file.name)!.text)) },
  }
}

function readSections(file: NumberedFile, text: string): readonly SourceSection[] {
  const own = file.dialect === undefined || file.dialect === 'default' || file.dialect === 'foreign' ? undefined : file.dialect
  const { sections } = parseSqlScript(text, file.path, file.direction ?? 'upgrade')
  return sections.flatMap(({ direction, dialects, text: body, transaction = true }) =>
    (dialects.length > 0 ? dialects : [own]).map((dialect) => ({ direction, dialect, text: body, transaction, file: file.name })),
  )
}

/** A file that is moved loses what it names by its place. */
function refuseRelativeImports(version: string, file: { readonly path: string; readonly text: string }): void {
  const specifier = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"]*)\1/.exec(file.text)?.[2]
  if (specifier === undefined) return
  throw new MigError('MIG_CONVERT_SOURCE', `version ${version} imports '${specifier}' by its place (${file.path})`, {
    details: { version, file: file.path, specifier },
    hint: 'Put what it needs into the file itself, or into a package; nothing was written.',
  })
}

/** A manifest beside the repository may tell which versions were code that sends nothing. */
function readCodeOnly(location: string): ReadonlySet<string> {
  const file = join(location, 'MANIFEST.json')
  if (!existsSync(file)) return new Set()
  try {
    const { versions = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly versions?: readonly { readonly version: number | string; readonly code_only?: boolean }[]
    }
    return new Set(versions.filter((entry) => entry.code_only === true).map((entry) => String(entry.version)))
  } catch (cause) {
    throw new MigError('MIG_CONVERT_SOURCE', `'${file}' does not parse: ${(cause as Error).message}`, {
      details: { file },
      cause,
      hint: 'Correct it, or move it away.',
    })
  }
}
