import { statSync } from 'node:fs'
import { join } from 'node:path'
import { MigError } from '@mig/core'
import { readText, scriptLanguage } from '@mig/script'

/**
 * Files in `versions/` that somebody meant as versions and that never run, since their names claim no number: SQL of any name,
 * code whose number has fewer than three digits or that exports an `upgrade`. Helpers that versions import are passed over.
 *
 * @param ignored names without a number of three digits or more, as {@link readNumberedFolder} lists them
 */
export function overlookedFiles(location: string, ignored: readonly string[]): readonly MigError[] {
  return ignored
    .filter((name) => scriptLanguage(name) === 'sql' || /^\d/.test(name) || exportsUpgrade(join(location, 'versions', name)))
    .map((name) => {
      const file = join(location, 'versions', name)
      return new MigError('MIG_SCRIPT_NAME', `'${name}' never runs: its name does not begin with a number of three digits or more`, {
        details: { file },
        hint: `Give it its number (${/^\d/.test(name) ? name.replace(/^\d+/, (digits) => digits.padStart(3, '0')) : `NNN_${name}`}), or move it out of versions/.`,
      })
    })
}

const exportsUpgrade = (file: string): boolean =>
  statSync(file).isFile() && /\bexport\b[^\n]*\bupgrade\b|\bexports\.upgrade\b/.test(readText(file))
