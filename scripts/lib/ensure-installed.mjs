import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, run } from './run.mjs'

/**
 * Installs the dependencies when they are absent or older than the lock file, so that every script of the menu works
 * in a fresh clone. What is there is left alone: sqlite3 may have been compiled, and that happens at most once.
 */
export async function ensureInstalled() {
  if (await isInstalled()) return
  console.error('Installing the dependencies (sqlite3 is compiled where no ready-made binary can be had: a minute or two) …')
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
}

/** npm writes what it installed to node_modules/.package-lock.json: every package of our lock must be there in its version. */
async function isInstalled() {
  const [wanted, found] = await Promise.all([readLock('package-lock.json'), readLock('node_modules/.package-lock.json')])
  if (!wanted || !found) return false
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.devOptional ||
      entry.link ||
      found[path]?.version === entry.version ||
      !path.startsWith('node_modules/'),
  )
}

async function readLock(path) {
  try {
    return JSON.parse(await readFile(join(root, path), 'utf8')).packages
  } catch {
    return undefined
  }
}
