import { MigError } from '@mig/core'
import { collidingFiles, readLinearSettings, readNumberedFolder, type NumberedFile, type NumberedVersion } from '@mig/linear'
import { isPlaceholder } from '../map/strand-facts.js'
import { locateNumbered } from './locate-numbered.js'
import type { NumberLine, SourceNote, SourceVersion, Strand } from './number-line.js'
import { undoublePercentSigns } from './percent-signs.js'
import { readCodeOnly } from './read-code-only.js'
import { readStrand } from './read-strand.js'

/**
 * Reads a numbered repository of mig or of SQLAlchemy Migrate. Two changes under one number are accepted here.
 *
 * @throws {MigError} `MIG_REPOSITORY_…`, `MIG_SCRIPT_…`, `MIG_SQL_…`, `MIG_CONVERT_SOURCE`
 */
export function readNumberLine(source: string): NumberLine {
  const location = locateNumbered(source)
  const settings = readLinearSettings(location)
  const folder = readNumberedFolder(location, { collisions: 'accept' })
  const codeOnly = readCodeOnly(location)
  if (folder.versions.length === 0)
    throw new MigError('MIG_CONVERT_SOURCE', `'${location}' holds no versions`, {
      details: { location },
      hint: 'Name the folder that holds versions/.',
    })
  const notes: SourceNote[] = []
  return {
    format: settings.isHeritage ? 'sqlalchemy-migrate' : 'mig',
    location,
    repositoryId: settings.repositoryId,
    bookkeeping: { table: settings.versionTable, kind: 'repository' },
    order: 'integer',
    versions: folder.versions.map((version) => readVersion(version, codeOnly, settings.isHeritage ? notes : undefined)),
    ignored: folder.ignored.map((name) => ({ name, why: 'it looks like a migration and has fewer than three digits' })),
    notes,
  }
}

/** @param notes of a repository of SQLAlchemy Migrate, whose drivers wanted percent signs doubled; `undefined` for ours */
function readVersion(numbered: NumberedVersion, codeOnly: ReadonlySet<string>, notes: SourceNote[] | undefined): SourceVersion {
  const { version, files } = numbered
  const groups = collidingFiles(numbered).length > 0 ? groupByDescription(numbered) : [files]
  const strands = groups.map((group) => readStrand(version, group)).map((strand) => (notes ? withoutDoubledSigns(strand, notes) : strand))
  return { version, digits: files[0]!.digits, strands, isCodeOnly: codeOnly.has(version) && strands.every(sendsNothing) }
}

function withoutDoubledSigns(strand: Strand, notes: SourceNote[]): Strand {
  if (strand.body.kind !== 'sql') return strand
  const undoubled = undoublePercentSigns(strand.body.sections)
  notes.push(...undoubled.notes)
  return { ...strand, body: { kind: 'sql', sections: undoubled.sections } }
}

/** A manifest that calls a version code is not believed over SQL that lies there. */
function sendsNothing(strand: Strand): boolean {
  return strand.body.kind === 'foreign' || isPlaceholder(strand)
}

/** Files with one description were written together: an upgrade and its downgrade, a script per dialect. */
function groupByDescription({ version, files }: NumberedVersion): readonly (readonly NumberedFile[])[] {
  const groups = new Map<string, NumberedFile[]>()
  for (const file of files) {
    const others = groups.get(file.description)
    if (others) others.push(file)
    else groups.set(file.description, [file])
  }
  for (const group of groups.values()) {
    const [clash] = collidingFiles({ version, files: group })
    if (!clash) continue
    const names = clash.map((file) => file.name)
    throw new MigError('MIG_CONVERT_SOURCE', `version ${version} has ${names.join(' and ')} for one place and under one description`, {
      details: { version, files: names },
      hint: 'Rename one of them, so that two changes have two names, or delete the copy; nothing was written.',
    })
  }
  return [...groups.values()]
}
