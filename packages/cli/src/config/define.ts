import type { Settings } from './settings.js'

export type { Settings } from './settings.js'

/**
 * Gives a configuration file types and completion; returns what it is given.
 *
 * @example
 * import { defineConfig } from '@mig/cli/config'
 * export default defineConfig({ mode: 'dag', repository: './migrations', database: 'sqlite:./app.db' })
 */
export function defineConfig(settings: Settings): Settings {
  return settings
}
