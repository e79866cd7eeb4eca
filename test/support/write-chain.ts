import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a chain of SQL revisions `a → b → …`, each with an upgrade and perhaps a downgrade. */
export function writeChain(folder: string, bodies: Readonly<Record<string, readonly [up: string, down?: string]>>): void {
  mkdirSync(join(folder, 'versions'), { recursive: true })
  let parent = ''
  for (const [id, [up, down]] of Object.entries(bodies)) {
    const downSection = down === undefined ? '' : `-- migrate:down\n${down}\n`
    writeFileSync(
      join(folder, 'versions', `${id}_step.sql`),
      `-- ${id}\n-- revision: ${id}\n-- down revision:${parent && ` ${parent}`}\n\n-- migrate:up\n${up}\n${downSection}`,
    )
    parent = id
  }
}
