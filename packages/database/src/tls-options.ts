import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { MigError } from '@mig/core'
import type { TlsSettings } from './url/database-url.js'

/** Node's TLS options for a URL's settings; `undefined` for an unencrypted connection. `prefer` is tried as `require` first. */
export function tlsOptions(tls: TlsSettings): ConnectionOptions | undefined {
  if (tls.mode === 'disable') return undefined
  const verified = tls.mode === 'verify-ca' || tls.mode === 'verify-full'
  return {
    rejectUnauthorized: verified,
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(tls.ca === undefined ? {} : { ca: readPem(tls.ca) }),
    ...(tls.certificate === undefined ? {} : { cert: readPem(tls.certificate) }),
    ...(tls.key === undefined ? {} : { key: readPem(tls.key) }),
  }
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new MigError('MIG_URL_INVALID', `the database URL names '${path}', which cannot be read`, {
      hint: 'Correct the path of the certificate or key.',
      cause: error,
    })
  }
}
