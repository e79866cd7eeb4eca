import type { NumberedFile, NumberedVersion } from './read-numbered-folder.js'

/**
 * The files of a version that claim the same place: one list for each number, dialect and direction that several claim.
 *
 * SQL with both directions and code stand for both directions. A Python file may stand beside the code that translates it:
 * mig never runs it. Scripts for databases that mig does not know are never used and never collide.
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
  const shadowed = findShadowed(files)
  return [...[...claims.values()].filter((claimants) => claimants.length > 1), ...(shadowed ? [shadowed] : [])]
}

function kindOf({ language, dialect }: NumberedFile): string {
  if (language === 'sql') return dialect ?? 'default'
  return language === 'py' ? 'py' : 'code'
}

/** SQL for every dialect hides a code file of the same number: two changes when their descriptions differ. */
function findShadowed(files: readonly NumberedFile[]): readonly NumberedFile[] | undefined {
  const forAll = files.filter((file) => file.language === 'sql' && (file.dialect === undefined || file.dialect === 'default'))
  for (const code of files) {
    if (code.language === 'sql' || code.description === '') continue
    const sql = forAll.find((file) => file.description !== '' && file.description !== code.description)
    if (sql) return [code, sql]
  }
  return undefined
}
