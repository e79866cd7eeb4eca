import { MigError } from '../errors/mig-error.js'
import type { HeadFile } from '../ports/head-file.js'

/** Says that a head file is not what the migration files make of it; nothing when it is. */
export function headFileErrors({ path, expected, found }: HeadFile): readonly MigError[] {
  if (found === expected) return []
  const isConflict = found !== undefined && /^(?:<{7}|>{7})/m.test(found)
  const fact = isConflict
    ? `${path} holds the conflict of a merge`
    : `${path} says ${quoted(found)}, and the migration files say ${quoted(expected)}`
  const first = isConflict
    ? 'See first that no two versions took one place (mig merge, or another number for one of them), then run'
    : 'Run'
  return [new MigError('MIG_HEAD_FILE', fact, { details: { file: path, expected, found }, hint: `${first}: mig check --fix` })]
}

const quoted = (text: string | undefined): string =>
  text === undefined || text.trim() === '' ? 'nothing' : `'${text.trim().split('\n').join(', ')}'`
