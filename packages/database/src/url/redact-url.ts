import { splitServerUrl } from './split-server-url.js'

const secretParameter = /([?&](?:password|passwd|pwd|pass|sslpassword|secret|token)=)[^&#]*/gi

/**
 * The URL with its password masked: safe to print, to log and to put into an error.
 *
 * Masks passwords in query parameters as well. Never throws: of a text that does not parse, everything
 * that could be a password is masked.
 *
 * @example
 * redactUrl('postgres://mig:secret@db/app') // 'postgres://mig:***@db/app'
 */
export function redactUrl(url: string): string {
  const scheme = /^[a-z][a-z\d+._-]*:(?:\/\/)?/i.exec(url)?.[0] ?? ''
  if (/^sqlite3?:/i.test(scheme)) return url.replace(secretParameter, '$1***')
  const server = scheme.endsWith('//') ? scheme : ''
  const rest = url.slice(server.length)
  const parts = splitServerUrl(rest)
  if (parts) {
    const address = rest.slice((parts.user?.length ?? -1) + 1 + (parts.password === undefined ? 0 : parts.password.length + 1))
    const user = parts.user === undefined ? '' : `${parts.user}${parts.password === undefined ? '' : ':***'}@`
    return `${server}${user}${address.replace(secretParameter, '$1***')}`
  }
  const colon = rest.indexOf(':')
  const at = rest.lastIndexOf('@')
  if (at === -1) return url.replace(secretParameter, '$1***')
  const user = colon === -1 || colon > at ? '' : `${rest.slice(0, colon)}:`
  return `${server}${user}***${rest.slice(at)}`.replace(secretParameter, '$1***')
}
