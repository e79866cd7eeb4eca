import { spawn } from 'node:child_process'
import { MigError } from '@mig/core'
import type { Io } from './io.js'

/**
 * The editor that the environment names: `VISUAL`, else `EDITOR`. It may have arguments: `code --wait`.
 *
 * @throws {MigError} `MIG_EDITOR_MISSING`
 */
export function editorOf(io: Pick<Io, 'env'>): string {
  const editor = [io.env['VISUAL'], io.env['EDITOR']].find((value) => value !== undefined && value.trim() !== '')
  if (editor !== undefined) return editor
  throw new MigError('MIG_EDITOR_MISSING', 'no editor is configured: neither VISUAL nor EDITOR is set', {
    hint: "Set one of them, for example: export EDITOR='code --wait'",
  })
}

/**
 * Opens files in an editor and waits until it ends.
 *
 * @throws {MigError} `MIG_EDITOR_FAILED`
 */
export async function openEditor(editor: string, files: readonly string[], io: Pick<Io, 'env' | 'cwd'>): Promise<void> {
  const [exitCode, signal] = await run(editor, files, io)
  if (exitCode === 0) return
  const fact = exitCode === null ? `ended with signal ${signal}` : exitCode === 127 ? 'was not found' : `ended with exit code ${exitCode}`
  throw new MigError('MIG_EDITOR_FAILED', `the editor '${editor}' ${fact}`, {
    details: { editor, files, exitCode },
    hint: `Correct VISUAL or EDITOR. The files stay as they are: ${files.join(' ')}`,
  })
}

/** As git does: the shell reads the variable, so that it may hold arguments and quotes; the files are never read by it. */
function run(
  editor: string,
  files: readonly string[],
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<readonly [number | null, string | null]> {
  const isWindows = process.platform === 'win32'
  const child = isWindows
    ? spawn(`${editor} ${files.map((file) => `"${file}"`).join(' ')}`, { shell: true, stdio: 'inherit', cwd, env })
    : spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, ...files], { stdio: 'inherit', cwd, env })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve([exitCode, signal]))
  })
}
