import { hostname } from 'node:os'

/** How this process names itself to a server, `mig@HOST:PID`: others read the lock's holder from it. Servers keep 63 bytes. */
export function clientName(): string {
  const ending = `:${process.pid}`
  return `mig@${hostname().slice(0, 63 - 'mig@'.length - ending.length)}${ending}`
}

/** Host and process of a {@link clientName}; `undefined` for another program's name. */
export function parseClientName(name: string): { readonly host: string; readonly pid: number } | undefined {
  const match = /^mig@(.+):(\d+)$/.exec(name)
  return match ? { host: match[1]!, pid: Number(match[2]) } : undefined
}
