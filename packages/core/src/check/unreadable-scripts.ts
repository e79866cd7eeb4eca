import { isMigError, type MigError } from '../errors/mig-error.js'
import type { RevisionGraph } from '../graph/revision-graph.js'
import { dialects } from '../ports/dialect.js'
import type { Repository } from '../ports/repository.js'

/**
 * Reads the SQL scripts as an upgrade would before its first statement, for every dialect that they are written for: a section
 * that is misspelt or a text that does not split is found before it is deployed. Code is not imported: that would run it.
 */
export async function unreadableScripts(repository: Repository, graph: RevisionGraph): Promise<readonly MigError[]> {
  const found = new Map<string, MigError>()
  for (const id of graph.ids()) {
    const script = await repository.script(id)
    if (!script.files.every((file) => file.toLowerCase().endsWith('.sql'))) continue
    for (const dialect of repository.dialects?.() ?? dialects) {
      for (const direction of ['upgrade', 'downgrade'] as const) {
        try {
          await script.body(direction, dialect)
        } catch (error) {
          if (!isMigError(error)) throw error
          if (!found.has(error.message)) found.set(error.message, error)
        }
      }
    }
  }
  return [...found.values()]
}
