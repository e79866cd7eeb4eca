import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '@mig/core'
import type { ConvertEvent } from '@mig/convert'
import { mapVersions, type MapOptions } from '../../packages/convert/src/map/map-versions.js'
import { conversionSubjects } from '../../packages/convert/src/prove/conversion-subjects.js'
import type { Proof } from '../../packages/convert/src/prove/proof.js'
import { proveConversion } from '../../packages/convert/src/prove/prove-conversion.js'
import { SourceRepository } from '../../packages/convert/src/prove/source-repository.js'
import { readNumberLine } from '../../packages/convert/src/source/read-number-line.js'

/** Proves a written graph against its source, whatever has become of it since. */
export async function proveGraph(
  database: Database,
  source: string,
  graph: string,
  options: Partial<MapOptions> & { readonly onEvent?: (event: ConvertEvent) => void } = {},
): Promise<Proof> {
  const line = readNumberLine(source)
  const { mode = { kind: 'full' }, placeholders = 'keep', onEvent = () => undefined } = options
  return proveConversion(database, {
    ...(await conversionSubjects(SourceRepository.ofLine(line), mapVersions(line, { mode, placeholders }), graph)),
    operations: () => import('@mig/schema'),
    onEvent,
    signal: undefined,
  })
}

/** Copies a written graph and changes the texts of its versions; tells how many files were changed. */
export function mutateGraph(graph: string, copy: string, change: (file: string, text: string) => string): number {
  cpSync(graph, copy, { recursive: true })
  let changed = 0
  for (const file of readdirSync(join(copy, 'versions'))) {
    const path = join(copy, 'versions', file)
    const text = readFileSync(path, 'utf8')
    const other = change(file, text)
    if (other === text) continue
    writeFileSync(path, other)
    changed += 1
  }
  return changed
}
