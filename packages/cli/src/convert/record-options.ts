import type { RecordOptions } from '@mig/convert'
import { MigError, type Database } from '@mig/core'
import { textOf, type Arguments } from '../command.js'
import type { Io } from '../io.js'
import { proofUrls } from './proof-servers.js'

/**
 * `--record`: the old tool runs on the servers that the conversion is proved on.
 *
 * @throws {MigError} `MIG_OPTION_INVALID`
 */
export function recordOptions(
  args: Arguments,
  { cwd }: Pick<Io, 'cwd'>,
  databases: readonly Database[],
): { readonly record?: RecordOptions } {
  const command = textOf(args, 'record')
  const timeoutMs = readTimeout(args, command)
  if (command === undefined) return {}
  if (!/\{(?:version|file)\}|MIG_RECORD_(?:VERSION|FILE)/.test(command)) {
    throw new MigError('MIG_OPTION_INVALID', '--record names no place for the version', {
      details: { record: command },
      hint: "Write --record './manage.py upgrade --url {url} {version}', or read MIG_RECORD_VERSION in the command.",
    })
  }
  const urls = proofUrls(args)
  if (urls.length === 0) {
    throw new MigError('MIG_OPTION_INVALID', '--record has no server: --no-proof, and none is named with --prove', {
      hint: 'Name one: --prove postgres://localhost/scratch; or leave --no-proof out to record on an embedded SQLite.',
    })
  }
  const isTried = (at: number): boolean => at === 0 && args['no-proof'] !== true
  const servers = databases.map((database, at) => ({ database, url: urls[at]!, isTried: isTried(at) }))
  return {
    record: { command, cwd, ...(timeoutMs === undefined ? {} : { timeoutMs }), servers, schema: () => import('@mig/schema') },
  }
}

/** In milliseconds. A timer takes no more than 24 days. */
function readTimeout(args: Arguments, command: string | undefined): number | undefined {
  const seconds = args['record-timeout']
  if (typeof seconds !== 'number') return undefined
  const isRange = seconds > 0 && seconds <= 2_000_000
  if (command !== undefined && isRange) return Math.ceil(seconds * 1000)
  throw new MigError(
    'MIG_OPTION_INVALID',
    isRange ? '--record-timeout belongs to --record' : `--record-timeout ${seconds} is no time limit`,
    {
      details: { 'record-timeout': seconds },
      hint: "Write --record 'COMMAND {version}' --record-timeout SECONDS, of 1 to 2000000 seconds.",
    },
  )
}
