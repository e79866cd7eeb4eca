import type { ServerUrl } from './database-url.js'

/** A server's URL for people, with the password masked; for databases whose URL nobody typed. */
export function formatServerUrl(parts: ServerUrl): string {
  const user = parts.user === undefined ? '' : `${encodeURIComponent(parts.user)}${parts.password === undefined ? '' : ':***'}@`
  const port = parts.port === undefined ? '' : `:${parts.port}`
  const socket = parts.socket === undefined ? '' : `?${parts.dialect === 'mysql' ? 'socket' : 'host'}=${parts.socket}`
  return `${parts.dialect}://${user}${parts.host ?? ''}${port}/${encodeURIComponent(parts.database)}${socket}`
}
