import { MigError, type Body, type Dialect, type Direction, type Script } from '@mig/core'
import { createScript } from '@mig/script'
import type { NumberedVersion } from './read-numbered-folder.js'

/**
 * The script of a version: a set of files per dialect and direction.
 *
 * SQL for the dialect comes before SQL for all, and SQL before code, each direction on its own. A version that has only
 * a language mig does not run, or nothing for this dialect, says so instead of doing nothing.
 */
export function versionScript(version: NumberedVersion): Script {
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
    body: async (direction, dialect) => (await script.body(direction, dialect)) ?? absentBody(version, direction, dialect),
  }
}

/** `undefined` where the version has no such direction at all; an error where it has one for others. */
function absentBody(version: NumberedVersion, direction: Direction, dialect: Dialect): Body | undefined {
  const foreign = version.files.find((file) => file.language === 'py')
  if (foreign) {
    throw new MigError('MIG_SCRIPT_LANGUAGE', `version ${version.version} is Python: ${foreign.path}`, {
      details: { version: version.version, file: foreign.path },
      hint: 'Convert the repository with mig convert, or write its statements into a .ts or .sql file of the same number and description. Nothing was changed.',
    })
  }
  const others = version.files.filter((file) => file.direction === direction && file.dialect !== undefined).map((file) => file.name)
  if (direction === 'downgrade' && others.length === 0) return undefined
  throw new MigError(
    'MIG_SCRIPT_DIALECT',
    `version ${version.version} has no ${direction} for ${dialect}${others.length > 0 ? `, only ${others.join(', ')}` : ''}`,
    {
      details: { version: version.version, dialect, direction, files: version.files.map((file) => file.name) },
      hint: `Add ${version.files[0]!.digits}_${dialect === 'postgres' ? 'postgresql' : dialect}_${direction}.sql, or a default one. Nothing was changed.`,
    },
  )
}
