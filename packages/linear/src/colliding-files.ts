import type { NumberedFile, NumberedVersion } from './read-numbered-folder.js'

/**
 * The files of a version that claim the same place: one list for each number, dialect and direction that several claim.
 *
 * SQL with both directions and code stand for both directions. SQL for one dialect or one direction goes before code, which
 * serves the rest, as in SQLAlchemy Migrate; where SQL leaves it nothing to serve, the two are two versions. A Python file may
 * stand beside what translates it: mig never runs it. Scripts for databases that mig does not know are never used and never collide.
 */
export function collidingFiles({ files }: NumberedVersion): readonly (readonly NumberedFile[])[] {
  const claims = new Map<string, NumberedFile[]>()
  for (const file of files) {
    if (file.dialect === 'foreign') continue
    for (const direction of file.direction ? [file.direction] : ['upgrade', 'downgrade']) {
      const claim = `${kindOf(file)} ${direction}`
      const others = claims.get(claim)
      if (others) others.push(file)
      else claims.set(claim, [file])
    }
  }
  return [...[...claims.values()].filter((claimants) => claimants.length > 1), ...findHidden(files), ...findTranslations(files)]
}

function kindOf({ language, dialect }: NumberedFile): string {
  if (language === 'sql') return dialect ?? 'default'
  return language === 'py' ? 'py' : 'code'
}

/** SQL for every dialect hides code: two changes when their descriptions differ, or when the code would never run. */
function findHidden(files: readonly NumberedFile[]): readonly (readonly NumberedFile[])[] {
  const forAll = files.filter((file) => file.language === 'sql' && (file.dialect === undefined || file.dialect === 'default'))
  const isWhole = (['upgrade', 'downgrade'] as const).every((way) => forAll.some(({ direction = way }) => direction === way))
  return files.flatMap((code) => {
    if (code.language === 'sql') return []
    const other = forAll.filter((file) => areTwoChanges(code, file))
    if (other.length > 0) return [[code, ...other]]
    return isWhole && code.language !== 'py' ? [[code, ...forAll]] : []
  })
}

/** Code that was made of a Python file keeps its name. */
function findTranslations(files: readonly NumberedFile[]): readonly (readonly NumberedFile[])[] {
  const python = files.filter(({ language }) => language === 'py')
  const code = files.filter(({ language }) => language !== 'py' && language !== 'sql')
  return python.flatMap((one) => code.filter((other) => areTwoChanges(one, other)).map((other) => [one, other]))
}

const areTwoChanges = (a: NumberedFile, b: NumberedFile): boolean =>
  a.description !== '' && b.description !== '' && a.description !== b.description
