import { MigError } from '../errors/mig-error.js'
import type { HeadFile } from '../ports/head-file.js'

/** Says that a head file is not what the migration files make of it; nothing when it is. */
export function headFileErrors({ path, expected, found }: HeadFile): readonly MigError[] {
  if (found === expected) return []
  const isConflict = found !== undefined && /^(?:<{7}|>{7})/m.test(found)
  const fact = isConflict
    ? `${path} holds the conflict of a merge`
    : expected === undefined
      ? `${path} says ${quoted(found)}, and no line of development of that name is in the migration files`
      : `${path} says ${quoted(found)}, and the migration files say ${quoted(expected)}`
  const first = isConflict
    ? 'See first that no two versions took one place (mig merge, or another number for one of them), then run'
    : 'Run'
  return [new MigError('MIG_HEAD_FILE', fact, { details: { file: path, expected, found }, hint: `${first}: mig check --fix` })]
}

/** Without the explanation that stands in the file. */
function quoted(text: string | undefined): string {
  const said = (text ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return said.length === 0 ? 'nothing' : `'${said.join(', ')}'`
}
