export { connect, type ConnectOptions } from './connect.js'
export { parseDatabaseUrl } from './url/parse-database-url.js'
export { redactUrl } from './url/redact-url.js'
export type { DatabaseUrl, FileUrl, ServerUrl, TlsMode, TlsSettings } from './url/database-url.js'
