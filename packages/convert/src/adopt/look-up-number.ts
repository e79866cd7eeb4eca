import { MigError } from '@mig/core'
import { toolName } from './look-up-set.js'
import type { LegacyRecord, LegacyVersion } from '../write/legacy-record.js'

/**
 * Finds a database's old number in the conversion record.
 *
 * @throws {MigError} `MIG_ADOPT_BELOW`, `MIG_ADOPT_ABOVE`, `MIG_ADOPT_UNKNOWN`
 */
export function lookUpNumber(record: LegacyRecord, number: string): LegacyVersion {
  const entry = record.versions.find(({ version }) => version === number)
  const last = record.versions.at(-1)?.version ?? '0'
  const tool = oldTool[record.source.format] ?? toolName(record)
  if (record.mode.kind === 'baseline' && (entry?.belowBaseline || Number(number) < Number(record.mode.version))) {
    const baseline = record.mode.version
    throw new MigError('MIG_ADOPT_BELOW', `the database is at version ${number}, below the baseline ${baseline}`, {
      details: { version: number, baseline, tool },
      hint: `Bring it to version ${baseline} with ${tool} and the old repository first, then run the command again.`,
    })
  }
  if (entry) return entry
  if (Number(number) > Number(last)) {
    throw new MigError('MIG_ADOPT_ABOVE', `the database is at version ${number}, above the last converted one, ${last}`, {
      details: { version: number, last },
      hint: 'Convert the newer repository, then run the command again.',
    })
  }
  throw new MigError('MIG_ADOPT_UNKNOWN', `version ${number} of the database was not in the converted repository`, {
    details: { version: number },
    hint: `Bring it to a version that was, with ${tool} and the old repository; nothing was changed.`,
  })
}

const oldTool: Readonly<Record<string, string>> = {
  mig: "mig's linear mode (mig upgrade NUMBER --mode linear --repository OLD)",
  'sqlalchemy-migrate': 'SQLAlchemy Migrate, or with mig in linear mode,',
}
