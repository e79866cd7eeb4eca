import { MigError, type Body, type Dialect, type Direction, type RevisionId, type Script } from '@mig/core'
import { createScript, readSqlBody } from '@mig/script'
import type { SourceSection, Strand } from '../source/number-line.js'

/** A change of another tool as a script: what that tool sends, read from its own files. */
export function sectionScript(id: RevisionId, strand: Strand): Script {
  const { body, description, files } = strand
  const script = createScript({ revision: id, description, files: files.map(({ path, text }) => ({ path, text })) })
  return {
    revision: id,
    description,
    files: script.files,
    checksum: script.checksum,
    // the file is another tool's: its layout is not ours to see through
    layoutBlindChecksum: async () => script.checksum,
    body: async (direction, dialect) => {
      if (body.kind === 'code') return codeBody(id, strand, body, direction, dialect)
      const section = chooseSection(body.sections ?? [], direction, dialect)
      if (section) return readSection(section, strand, dialect)
      if (body.kind === 'foreign' && (direction === 'upgrade' || !body.sections?.length)) throw notRun(strand, body.reason)
      if (direction === 'downgrade') return undefined
      throw new MigError('MIG_SCRIPT_DIALECT', `${files[0]!.name} has no upgrade for ${dialect}`, {
        details: { files: files.map(({ name }) => name), dialect },
        hint: 'The source is for other databases.',
      })
    },
  }
}

/** The file as it lies in the source. */
async function codeBody(
  id: RevisionId,
  { description, files }: Strand,
  { builder, transaction }: Extract<Strand['body'], { readonly kind: 'code' }>,
  direction: Direction,
  dialect: Dialect,
): Promise<Body | undefined> {
  const { path, name } = files[0]!
  if (builder === 'node-pg-migrate' && dialect !== 'postgres') {
    throw new MigError('MIG_SCRIPT_DIALECT', `${name} is for PostgreSQL, as all that node-pg-migrate builds`, {
      details: { files: [name], dialect },
      hint: 'The source is for other databases.',
    })
  }
  const found = await createScript({ revision: id, description, files: [{ path, ...(builder ? { builder } : {}) }] }).body(
    direction,
    dialect,
  )
  return found && transaction === false ? { ...found, transaction } : found
}

/** A section for the dialect comes before one for all. */
function chooseSection(sections: readonly SourceSection[], direction: Direction, dialect: Dialect): SourceSection | undefined {
  const own = sections.filter((section) => section.direction === direction)
  return own.find((section) => section.dialect === dialect) ?? own.find((section) => section.dialect === undefined)
}

function readSection({ direction, text, transaction, line, file }: SourceSection, strand: Strand, dialect: Dialect): Promise<Body> {
  const path = strand.files.find(({ name }) => name === file)?.path ?? file
  return readSqlBody({ direction, dialects: [], transaction, markerLine: line, text, line }, path, dialect)
}

function notRun({ files }: Strand, reason = 'mig does not run it'): MigError {
  return new MigError('MIG_SCRIPT_LANGUAGE', `${files[0]!.name}: ${reason}`, {
    details: { files: files.map(({ name }) => name) },
    hint: 'Write what it does into the revision.',
  })
}
