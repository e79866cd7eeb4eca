import { ensureInstalled } from './ensure-installed.mjs'
import { bin, exitCodeOf } from './run.mjs'

/**
 * Installs and builds what is missing or out of date. Turbo keeps what it built; its telemetry stays off.
 *
 * @param {{ quiet?: boolean }} [options] quiet: print only errors
 */
export async function ensureBuilt({ quiet = true } = {}) {
  await ensureInstalled()
  const output = quiet ? ['--output-logs=errors-only', '--log-order=grouped', '--ui=stream'] : ['--ui=stream']
  const code = await exitCodeOf(bin('turbo'), ['run', 'build', ...output], {
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_PRINT_VERSION_DISABLED: '1' },
  })
  if (code !== 0) process.exit(code)
}
