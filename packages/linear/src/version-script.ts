import { MigError, type Body, type Dialect, type Direction, type Script } from '@mig/core'
import { createScript, dialectWord, parseSqlScript, readText } from '@mig/script'
import { asHeritageReads } from './heritage-sql.js'
import type { NumberedFile, NumberedVersion } from './read-numbered-folder.js'

/**
 * The script of a version: a set of files per dialect and direction.
 *
 * SQL for the dialect comes before SQL for all, and SQL before code, each direction on its own. A version that has only
 * a language mig does not run, or nothing for this dialect, says so instead of doing nothing.
 */
export function versionScript(version: NumberedVersion, options: { readonly isHeritage?: boolean } = {}): Script {
  const runnable = version.files.filter((file) => file.language !== 'py' && file.dialect !== 'foreign')
  const script = createScript({
    revision: version.version,
    description: version.files.find((file) => file.description !== '')?.description ?? '',
    files: runnable.map(({ path, dialect, direction }) => ({
      path,
      ...(dialect === undefined || dialect === 'default' || dialect === 'foreign' ? {} : { dialect }),
      ...(direction === undefined ? {} : { direction }),
    })),
  })
  return {
    revision: script.revision,
    description: script.description,
    files: version.files.map((file) => file.path),
    get checksum() {
      return script.checksum
    },
    layoutBlindChecksum: (dialect) => script.layoutBlindChecksum(dialect),
    body: async (direction, dialect) => {
      const body = (await script.body(direction, dialect)) ?? absentBody(version, direction, dialect)
      return options.isHeritage && body?.kind === 'sql' ? asHeritageReads(body, dialect) : body
    },
  }
}

/** `undefined` where the version has no such direction at all; an error where it has one for others. */
function absentBody({ version, files }: NumberedVersion, direction: Direction, dialect: Dialect): Body | undefined {
  const python = files.find((file) => file.language === 'py')
  const isTranslated = files.some((file) => file.language === 'ts' || file.language === 'js')
  if (python && !isTranslated) {
    throw new MigError('MIG_SCRIPT_LANGUAGE', `version ${version} is Python: ${python.path}`, {
      details: { version, file: python.path },
      hint: 'Convert the repository with mig convert, or write its statements into a .ts or .sql file of the same number and description. Nothing was changed.',
    })
  }
  const others = files.filter((file) => isForOthers(file, direction)).map((file) => file.name)
  if (direction === 'downgrade' && others.length === 0) return undefined
  throw new MigError(
    'MIG_SCRIPT_DIALECT',
    `version ${version} has no ${direction} for ${dialect}${others.length > 0 ? `, only ${others.join(', ')}` : ''}`,
    {
      details: { version, dialect, direction, files: files.map((file) => file.name) },
      hint: `Add ${whatIsMissing(files, direction, dialect)}. Nothing was changed.`,
    },
  )
}

/** A section where both directions are in one file; else a file for each direction that this dialect lacks. */
function whatIsMissing(files: readonly NumberedFile[], direction: Direction, dialect: Dialect): string {
  const sections = files.find((file) => file.language === 'sql' && file.direction === undefined)
  if (sections) return `a section to ${sections.name}: -- migrate:${direction === 'upgrade' ? 'up' : 'down'} ${dialectWord(dialect)}`
  const serves = (file: NumberedFile) => file.dialect === undefined || file.dialect === 'default' || file.dialect === dialect
  const other = direction === 'upgrade' ? 'downgrade' : 'upgrade'
  const isAlone = files.some((file) => serves(file) && file.direction === other)
  const { digits, description } = files[0]!
  const stem = [digits, ...description.split(' '), dialectWord(dialect)].filter((word) => word !== '').join('_')
  return isAlone ? `${stem}_${direction}.sql, or a default one` : `${stem}_upgrade.sql and ${stem}_downgrade.sql, or default ones`
}

/** True for a file that has this direction, and so must have it for other databases only. */
function isForOthers(file: NumberedFile, direction: Direction): boolean {
  if (file.direction !== undefined) return file.direction === direction
  if (file.language !== 'sql') return false
  return parseSqlScript(readText(file.path), file.path).sections.some((section) => section.direction === direction)
}
