import { countOf, catalogFingerprint, compareCatalogs } from '@mig/core'
import { defineCommand, textOf } from '../command.js'
import { differenceLines } from '../render/differences.js'

export const compare = defineCommand({
  command: 'compare <left> [right]',
  describe: 'Compare the schemas of two databases; exit code 3 when they differ',
  group: 'Look',
  positionals: { left: 'database URL', right: 'database URL (default: the configured database)' },
  examples: [['mig compare sqlite:./app.db sqlite:./fresh.db', 'is the upgraded database like a fresh one?']],
  async run(args, context) {
    const left = await context.connect(textOf(args, 'left') ?? '')
    const right = args['right'] === undefined ? await context.database() : await context.connect(textOf(args, 'right') ?? '')
    const [ours, theirs] = [await left.inspect(), await right.inspect()]
    const differences = compareCatalogs(ours, theirs)
    const fingerprints = { left: catalogFingerprint(ours), right: catalogFingerprint(theirs) }
    return {
      data: { equal: differences.length === 0, fingerprints, differences },
      exitCode: differences.length === 0 ? 0 : 3,
      text:
        differences.length === 0
          ? `equal: ${ours.tables.length} tables, schema fingerprint ${fingerprints.left.slice(0, 12)}`
          : [`${countOf(differences.length, 'difference')}:`, ...differenceLines(differences, { left: 'left', right: 'right' })],
    }
  },
})
