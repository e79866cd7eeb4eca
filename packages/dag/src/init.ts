import { RevisionGraph } from '@mig/core'
import { createFolder } from '@mig/script'
import { renderHeads } from './head-file.js'

/**
 * Makes an empty DAG repository in an empty or new folder.
 *
 * @throws {MigError} `MIG_REPOSITORY_EXISTS` when something is there, `MIG_FILE_UNREADABLE` when it cannot be written
 */
export async function initRepository(location: string): Promise<void> {
  const heads = renderHeads(RevisionGraph.build([])).map(({ name, text }) => [`versions/${name}`, text])
  createFolder(location, { 'README.md': readme, ...Object.fromEntries(heads) })
}

const readme = `# Migrations

A DAG repository of mig. \`mig revision -m "create account table"\` writes the next revision into \`versions/\`,
\`mig upgrade\` brings the database to the head, \`mig history --graph\` draws what there is.
`
