import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runFolder } from './run-folder.js'
import { startServer, stopServer, type ServerRecipe, type StartedServer } from './start-server.js'

/** The URL of the run's server of that name: whichever worker needs it first starts it, the others wait for its note. */
export async function sharedServer(name: string, recipe: ServerRecipe): Promise<string> {
  const note = join(runFolder(), `${name}.json`)
  const failure = join(runFolder(), `${name}.failed`)
  if (!existsSync(note) && claim(join(runFolder(), `${name}.claim`))) {
    try {
      const started = await startServer(recipe)
      writeFileSync(`${note}.part`, JSON.stringify(started))
      renameSync(`${note}.part`, note)
    } catch (error) {
      writeFileSync(failure, String(error))
      throw error
    }
  }
  for (let waitedMs = 0; waitedMs < 90_000; waitedMs += 50) {
    if (existsSync(note)) return readNote(note).url
    if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'))
    await sleep(50)
  }
  throw new Error(`${name} was claimed by another worker and never answered`)
}

/** Stops what was started and removes the run's folder. */
export function stopSharedServers(): void {
  const folder = runFolder()
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) stopServer(readNote(join(folder, file)))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Only this module writes the notes. */
const readNote = (path: string): StartedServer => JSON.parse(readFileSync(path, 'utf8')) as StartedServer

function claim(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}
