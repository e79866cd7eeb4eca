import type { Dialect } from '@mig/core'
import type { ToolAddress } from './run-tool.js'

/**
 * The address of a scratch database for another program: what leads to its server, with the scratch database's name.
 *
 * @param url of the database beside which the scratch one lies, with its password
 * @param scratchUrl how the scratch database calls itself, its password masked
 */
export function toolAddress(dialect: Dialect, url: string, scratchUrl: string): ToolAddress {
  if (dialect === 'sqlite') {
    const database = scratchUrl.replace(/^sqlite:/, '')
    return { dialect, database, url: `sqlite:///${database}` }
  }
  const address = new URL(url)
  address.pathname = new URL(scratchUrl).pathname
  const scheme = dialect === 'postgres' ? 'postgresql' : 'mysql'
  return { dialect, database: decodeURIComponent(address.pathname.slice(1)), url: address.href.replace(/^[\w+]+:/, `${scheme}:`) }
}
