import { ensureInstalled } from './ensure-installed.mjs'
import { bin, runQuietly } from './run.mjs'

/**
 * Installs and builds what is missing or out of date. Turbo keeps what it built; its telemetry stays off.
 *
 * @param {{ quiet?: boolean }} [options] quiet: print only errors
 */
export async function ensureBuilt({ quiet = true } = {}) {
  await ensureInstalled()
  const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_PRINT_VERSION_DISABLED: '1' }
  const args = ['run', 'build', '--ui=stream', ...(quiet ? ['--output-logs=errors-only', '--log-order=grouped'] : [])]
  const { code, output } = await runQuietly(bin('turbo'), args, { env, quiet })
  if (code === 0) return
  process.stderr.write(output)
  process.exit(code)
}
