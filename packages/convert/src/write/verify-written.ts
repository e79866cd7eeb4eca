import { dialects, isMigError, MigError, type Body, type Dialect, type Direction, type Repository, type Script } from '@mig/core'
import type { ConvertedRevision, Mapping } from '../map/converted.js'
import type { SourceRepository } from '../prove/source-repository.js'

/**
 * Reads the written repository back: its headers give the mapped graph, and its files send exactly the statements that the
 * source sends. Needs no database, so that it holds for dialects that nothing was proved on, too.
 *
 * @throws {MigError} `MIG_CONVERT_SOURCE` naming the file that could not be carried over unchanged
 */
export async function verifyWritten(repository: Repository, mapping: Mapping, source: SourceRepository): Promise<void> {
  const graph = await repository.graph()
  for (const revision of mapping.revisions) {
    const found = graph.find(revision.id)
    if (!found || placeOf(found) !== placeOf(revision)) throw unfaithful(revision, 'its header is read as another one')
    await verifyStatements(await repository.script(revision.id), revision, source)
  }
}

const placeOf = ({ downRevisions, dependsOn }: Pick<ConvertedRevision, 'downRevisions' | 'dependsOn'>): string =>
  JSON.stringify([downRevisions, dependsOn])

async function verifyStatements(written: Script, revision: ConvertedRevision, source: SourceRepository): Promise<void> {
  const { content } = revision
  if (content.kind === 'merge') return
  for (const dialect of dialects) {
    if (content.kind === 'baseline') {
      const now = await statementTexts(written, 'upgrade', dialect)
      if (now === undefined) continue // reported: the baseline is not for this dialect
      const before: string[] = []
      for (const { version } of content.versions)
        for (const id of source.idsOf(version)) before.push(...((await statementTexts(await source.script(id), 'upgrade', dialect)) ?? []))
      refuseOther(revision, dialect, before, now)
    } else if (content.strand.body.kind === 'sql' && !content.isGate) {
      for (const direction of ['upgrade', 'downgrade'] as const) {
        const before = await statementTexts(source.scriptOf(content.strand), direction, dialect)
        refuseOther(revision, dialect, before, await statementTexts(written, direction, dialect))
      }
    }
  }
}

/** `undefined` where there is nothing that this dialect can run. */
async function statementTexts(script: Script, direction: Direction, dialect: Dialect): Promise<readonly string[] | undefined> {
  let body: Body | undefined
  try {
    body = await script.body(direction, dialect)
  } catch (error) {
    if (isMigError(error)) return undefined
    throw error
  }
  return body?.kind === 'sql' ? body.statements.map(({ text }) => text) : undefined
}

function refuseOther(
  revision: ConvertedRevision,
  dialect: Dialect,
  before: readonly string[] | undefined,
  now: readonly string[] | undefined,
): void {
  const isSame = (a: readonly string[] | undefined, b: readonly string[] | undefined) => JSON.stringify(a) === JSON.stringify(b)
  if (isSame(before, now) || isSame(before?.filter(isNoBracket), now?.filter(isNoBracket))) return
  throw unfaithful(revision, `its statements for ${dialect} are read as other ones`)
}

/** A wrapping pair is taken out, and reported where that happens. */
const isNoBracket = (text: string): boolean => !/^(?:begin|start|commit|end)(?:\s+(?:transaction|work))?$/i.test(text)

function unfaithful({ id, digits, content }: ConvertedRevision, problem: string): MigError {
  const files = content.kind === 'strand' ? content.strand.files.map(({ name }) => name) : []
  return new MigError('MIG_CONVERT_SOURCE', `version ${digits} (${files.join(', ')}) cannot be carried over unchanged: ${problem}`, {
    details: { revision: id, files },
    hint: 'Simplify what is unusual in the file; nothing was written. Please report it with the file.',
  })
}
