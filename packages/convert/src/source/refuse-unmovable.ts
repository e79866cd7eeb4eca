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
  const obstacle = whyUnmovable(file.text)
  if (obstacle === undefined) return
  const { problem, hint, ...details } = obstacle
  throw new MigError('MIG_CONVERT_SOURCE', `version ${version} ${problem} (${file.path})`, {
    details: { version, file: file.path, ...details },
    hint: `${hint}; nothing was written.`,
  })
}

/** Why a code file would be another one in its new place, as a clause. */
export interface Obstacle {
  readonly problem: string
  readonly hint: string
  readonly specifier?: string
  readonly name?: string
}

/**
 * Tells why a code file cannot be moved; `undefined` when it can.
 *
 * @param further names that it gets beside those of every revision
 */
export function whyUnmovable(text: string, further: readonly string[] = []): Obstacle | undefined {
  const code = withoutCommentLines(text)
  const specifier = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"]*)\1/.exec(code)?.[2]
  if (specifier !== undefined) {
    return { problem: `imports '${specifier}' by its place`, hint: 'Put what it needs into the file itself, or into a package', specifier }
  }
  const isModule = /^\s*(?:export|import)\b(?!\s*\()/m.test(code)
  if (/^export\s*=/m.test(code) || (isModule && /^\s*module\.exports\s*=/m.test(code)))
    return { problem: 'gives its exports by one assignment, which leaves no place for those of a revision', hint: 'Write `export default`' }
  const name = new RegExp(
    `^(?:export\\s+)?(?:const|let|var|class|(?:async\\s+)?function)\\s+(${[...ownNames, ...further].join('|')})\\b`,
    'm',
  ).exec(code)?.[1]
  return name === undefined ? undefined : { problem: `declares '${name}', the name of a revision's constant`, hint: 'Rename it', name }
}

/** Where a code file finds other files by its own place, which moving it changes: worth a look, not an error. */
export function usesItsPlace(text: string): boolean {
  return /\b__dirname\b|\b__filename\b|\bimport\.meta\b/.test(withoutCommentLines(text))
}

function withoutCommentLines(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|\/?\*).*$/gm, '')
}
