import { MigError } from '@mig/core'
import type { SourceFile } from './number-line.js'

const ownNames = ['revision', 'downRevision', 'branchLabels', 'dependsOn', 'replaces', 'equivalentTo']

/**
 * Refuses a code file that would be another one in its new place: it imports a neighbour by its path, or has a name that
 * the revision's constants need.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE`
 */
export function refuseUnmovable(version: string, file: SourceFile): void {
  const code = withoutCommentLines(file.text)
  const specifier = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"]*)\1/.exec(code)?.[2]
  if (specifier !== undefined) {
    throw new MigError('MIG_CONVERT_SOURCE', `version ${version} imports '${specifier}' by its place (${file.path})`, {
      details: { version, file: file.path, specifier },
      hint: 'Put what it needs into the file itself, or into a package; nothing was written.',
    })
  }
  const name = new RegExp(`^(?:export\\s+)?(?:const|let|var|class|(?:async\\s+)?function)\\s+(${ownNames.join('|')})\\b`, 'm').exec(
    code,
  )?.[1]
  if (name === undefined) return
  throw new MigError('MIG_CONVERT_SOURCE', `version ${version} declares '${name}', the name of a revision's constant (${file.path})`, {
    details: { version, file: file.path, name },
    hint: 'Rename it; nothing was written.',
  })
}

/** Where a code file finds other files by its own place, which moving it changes: worth a look, not an error. */
export function usesItsPlace(text: string): boolean {
  return /\b__dirname\b|\b__filename\b|\bimport\.meta\b/.test(withoutCommentLines(text))
}

function withoutCommentLines(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|\/?\*).*$/gm, '')
}
