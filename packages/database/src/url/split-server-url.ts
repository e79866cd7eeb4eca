/** The parts of `user:password@host:port/database?query`, still encoded. */
export interface UrlParts {
  readonly user: string | undefined
  readonly password: string | undefined
  readonly host: string
  readonly port: string | undefined
  readonly database: string
  readonly query: string
}

/**
 * Splits what follows `scheme://`, also when the password holds `@ : / # ?` as they are.
 *
 * A password is whatever stands between the first `:` and the one `@` behind which a well-formed
 * `host:port/database?name=value` remains. The reading of RFC 3986 wins where it is well-formed.
 *
 * @returns `undefined` when there is no such reading, or several
 */
export function splitServerUrl(rest: string): UrlParts | undefined {
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? ''
  const strict = authority.includes('@') ? splitAt(rest, authority.lastIndexOf('@')) : readAddress(rest, undefined)
  if (strict) return strict
  const readings = [...rest.matchAll(/@/g)]
    .map((at) => splitAt(rest, at.index))
    .filter((parts) => parts !== undefined && parts.password !== undefined)
  return readings.length === 1 ? readings[0] : undefined
}

const address = /^(\[[\da-f:.]+\]|[^\s@/?#:[\]]*)(?::(\d*))?(?:\/([^/?#@]*))?(?:\?((?:[\w.-]+=[^&#]*(?:&|$))*))?$/i

const splitAt = (rest: string, at: number): UrlParts | undefined => readAddress(rest.slice(at + 1), rest.slice(0, at))

function readAddress(text: string, userinfo: string | undefined): UrlParts | undefined {
  const match = address.exec(text)
  if (!match) return undefined
  const colon = userinfo?.indexOf(':') ?? -1
  return {
    user: colon === -1 ? userinfo : userinfo?.slice(0, colon),
    password: colon === -1 ? undefined : userinfo?.slice(colon + 1),
    host: match[1] ?? '',
    port: match[2] || undefined,
    database: match[3] ?? '',
    query: match[4] ?? '',
  }
}
