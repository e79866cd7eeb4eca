import type { Dialect } from '@mig/core'

/** How the connection is encrypted, in libpq's words; MySQL's `ssl-mode` words are read as these. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** TLS settings of a URL; the members besides `mode` are paths of PEM files. */
export interface TlsSettings {
  readonly mode: TlsMode
  readonly ca: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** A server's URL, taken apart. `undefined` means: the driver's default. */
export interface ServerUrl {
  readonly dialect: Exclude<Dialect, 'sqlite'>
  readonly user: string | undefined
  readonly password: string | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  readonly database: string
  /** Path of a Unix socket (MySQL) or of the folder that holds it (PostgreSQL). */
  readonly socket: string | undefined
  readonly tls: TlsSettings
  /** Parameters that are neither TLS nor address, as written after `?`. */
  readonly parameters: ReadonlyMap<string, string>
}

/** A SQLite file, or a database in memory. */
export interface FileUrl {
  readonly dialect: 'sqlite'
  /** As written: relative to the working directory unless absolute. `:memory:` for a database in memory. */
  readonly file: string
  /** `rw` refuses to create the file, `ro` opens it for reading only. */
  readonly mode: 'rwc' | 'rw' | 'ro'
}

/** What a database URL says. */
export type DatabaseUrl = ServerUrl | FileUrl
